"""One telling's text becomes the story that it tells: stages, wired and checked by a pipeline."""
