"""A RELAX NG grammar of the elements of TEI P5 that we write, after the TEI Guidelines.

It allows no element or attribute in a place where the Guidelines do not allow it; it is much smaller than TEI.
"""

SCHEMA = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.tei-c.org/ns/1.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start>
    <element name="TEI">
      <ref name="teiHeader"/>
      <optional><element name="standOff"><oneOrMore><ref name="standOffPart"/></oneOrMore></element></optional>
      <ref name="text"/>
    </element>
  </start>
  <define name="teiHeader">
    <element name="teiHeader">
      <element name="fileDesc">
        <element name="titleStmt"><element name="title"><text/></element></element>
        <element name="publicationStmt"><element name="p"><text/></element></element>
        <element name="sourceDesc">
          <element name="listBibl">
            <oneOrMore>
              <element name="bibl">
                <ref name="global"/>
                <choice>
                  <text/>
                  <group>
                    <element name="title"><text/></element>
                    <optional><element name="note"><text/></element></optional>
                  </group>
                </choice>
              </element>
            </oneOrMore>
          </element>
        </element>
      </element>
    </element>
  </define>
  <define name="global">
    <optional><attribute name="xml:id"><data type="ID"/></attribute></optional>
    <optional><attribute name="n"/></optional>
    <optional><attribute name="corresp"><list><oneOrMore><data type="anyURI"/></oneOrMore></list></attribute></optional>
    <optional><attribute name="ana"><list><oneOrMore><data type="anyURI"/></oneOrMore></list></attribute></optional>
  </define>
  <define name="typed">
    <optional><attribute name="type"><data type="NMTOKEN"/></attribute></optional>
    <optional><attribute name="subtype"><data type="NMTOKEN"/></attribute></optional>
  </define>
  <define name="note"><element name="note"><ref name="global"/><ref name="typed"/><text/></element></define>
  <define name="personPart">
    <choice>
      <element name="trait"><ref name="typed"/><element name="desc"><text/></element></element>
      <element name="state"><ref name="typed"/><element name="desc"><text/></element></element>
      <element name="occupation"><text/></element>
      <ref name="note"/>
    </choice>
  </define>
  <define name="standOffPart">
    <choice>
      <element name="listPerson">
        <oneOrMore>
          <choice>
            <element name="person">
              <ref name="global"/>
              <optional><attribute name="sex"/></optional>
              <optional><attribute name="role"/></optional>
              <oneOrMore><element name="persName"><text/></element></oneOrMore>
              <zeroOrMore><ref name="personPart"/></zeroOrMore>
            </element>
            <element name="personGrp">
              <ref name="global"/>
              <optional><attribute name="role"/></optional>
              <oneOrMore><element name="name"><text/></element></oneOrMore>
              <zeroOrMore><ref name="personPart"/></zeroOrMore>
            </element>
          </choice>
        </oneOrMore>
        <optional>
          <element name="listRelation">
            <oneOrMore>
              <element name="relation">
                <ref name="global"/>
                <attribute name="name"/>
                <attribute name="cert">
                  <choice><value>high</value><value>medium</value><value>low</value></choice>
                </attribute>
                <choice>
                  <attribute name="mutual"><list><oneOrMore><data type="anyURI"/></oneOrMore></list></attribute>
                  <group>
                    <attribute name="active"><data type="anyURI"/></attribute>
                    <attribute name="passive"><data type="anyURI"/></attribute>
                  </group>
                </choice>
              </element>
            </oneOrMore>
          </element>
        </optional>
      </element>
      <element name="listEvent">
        <oneOrMore>
          <element name="event">
            <ref name="global"/><ref name="typed"/>
            <element name="label"><text/></element>
            <zeroOrMore><ref name="note"/></zeroOrMore>
          </element>
        </oneOrMore>
      </element>
      <element name="spanGrp">
        <ref name="typed"/>
        <oneOrMore>
          <element name="span">
            <attribute name="from"><data type="anyURI"/></attribute>
            <attribute name="to"><data type="anyURI"/></attribute>
            <ref name="global"/>
          </element>
        </oneOrMore>
      </element>
      <element name="linkGrp">
        <ref name="typed"/>
        <oneOrMore>
          <element name="link"><attribute name="target"><list>
            <data type="anyURI"/><oneOrMore><data type="anyURI"/></oneOrMore>
          </list></attribute></element>
        </oneOrMore>
      </element>
    </choice>
  </define>
  <define name="text">
    <element name="text">
      <choice>
        <ref name="body"/>
        <element name="group"><oneOrMore><element name="text"><ref name="body"/></element></oneOrMore></element>
      </choice>
    </element>
  </define>
  <define name="body">
    <element name="body">
      <element name="ab">
        <optional><attribute name="xml:space"><value>preserve</value></attribute></optional>
        <ref name="global"/>
        <mixed>
          <zeroOrMore>
            <element name="s">
              <ref name="global"/>
              <mixed><zeroOrMore><choice><ref name="w"/><ref name="pc"/></choice></zeroOrMore></mixed>
            </element>
          </zeroOrMore>
        </mixed>
      </element>
    </element>
  </define>
  <define name="w"><element name="w"><ref name="global"/><ref name="grammar"/><text/></element></define>
  <define name="pc"><element name="pc"><ref name="global"/><ref name="grammar"/><text/></element></define>
  <define name="grammar">
    <optional><attribute name="lemma"/></optional>
    <optional><attribute name="pos"/></optional>
    <optional><attribute name="msd"/></optional>
  </define>
</grammar>
"""
