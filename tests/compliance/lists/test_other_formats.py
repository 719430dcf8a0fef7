"""The formats of the other publishers."""

import gzip
import io
import json
import zipfile

import pytest

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.reading import source_of
from compliance.lists.sources import opensanctions
from compliance.lists.sources.bis_export import BisExport
from compliance.lists.sources.bis_text import names_of
from compliance.lists.sources.consolidated_csv import ConsolidatedCsv
from compliance.lists.sources.consolidated_json import ConsolidatedJson
from compliance.lists.sources.ofac_enhanced import OfacEnhanced
from compliance.lists.sources.ofac_legacy import OfacLegacy
from compliance.lists.sources.opensanctions import OpenSanctionsCsv, OpenSanctionsJson
from compliance.lists.sources.un_xml import UnXml
from tests.compliance.lists.files import csl_text, csv_text, entries_of, problems_of

AKA, FKA, WEAK = NameQuality.AKA, NameQuality.FKA, NameQuality.WEAK

CSL_OBJECT = {
    "id": "18725",
    "source": "Specially Designated Nationals (SDN) - Treasury Department",
    "type": "Entity",
    "programs": ["SYRIA", "IRAN"],
    "name": "ZORVAX LTD",
    "title": None,
    "alt_names": ["ZVX"],
    "addresses": [
        {
            "address": "1 Quay; Gate 2",
            "city": "Port Aldwyn",
            "state": None,
            "postal_code": "123",
            "country": "GB",
        }
    ],
    "ids": [
        {"country": "GB", "number": "77", "type": "Tax ID No.", "issue_date": None, "expiration_date": None}
    ],
    "dates_of_birth": [],
    "start_date": "2003-06-19",
}


def test_consolidated_json_reads_like_the_csv(make_file):
    text = json.dumps({"total": 1, "results": [CSL_OBJECT]}, indent=2)
    row = {
        "_id": "18725",
        "source": CSL_OBJECT["source"],
        "type": "Entity",
        "programs": "SYRIA; IRAN",
        "name": "ZORVAX LTD",
        "alt_names": "ZVX",
        "addresses": "1 Quay, Gate 2, Port Aldwyn, 123, GB",
        "ids": "GB, 77, Tax ID No.",
        "start_date": "2003-06-19",
    }

    from_json = entries_of(ConsolidatedJson(), make_file("csl.json", text))
    from_csv = entries_of(ConsolidatedCsv(), make_file("csl.csv", csl_text(row)))

    assert from_json == from_csv


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"results": [', "line 1: the file ends here, inside a list"),
        ('{"results": [{}]}', "line 1: lacks 'name' or 'source'"),
        ('{"results": [\n{"name": "a", "source": "b", "new": 1}]}', "line 2: has unknown 'new'"),
        ('{"results": [\n\n3]}', "line 3: is not a JSON object"),
        ('{"results": [\n{"name": "a"', "line 2: is not a whole JSON object"),
        ('{"total": 3}', "line 1: the file has no 'results'"),
    ],
)
def test_broken_consolidated_json_names_the_line(make_file, text, problem):
    assert problems_of(ConsolidatedJson(), make_file("csl.json", text))[0].startswith(problem)


def bis_export(*rows):
    columns = (
        "Name_and_Address",
        "Type of Denial",
        "Appropriate Federal Register Citations",
        "Effective_Date",
        "Expiration_Date",
    )
    return csv_text(columns, ({"Effective_Date": "06/19/2003"} | row for row in rows))


def test_bis_export_is_split_into_name_and_address(make_file):
    row = {
        "Name_and_Address": "ZORVAX, INC., 1 QUAY, SEAGOVILLE, TX, , 75159",
        "Type of Denial": "Standard",
        "Appropriate Federal Register Citations": "68 F.R. 1",
        "Expiration_Date": "06/29/2056",
    }

    [entry] = entries_of(BisExport(), make_file("dpl.csv", bis_export(row)))

    assert entry.names == (ListedName("ZORVAX, INC."),)
    assert entry.addresses == (ListedAddress("1 QUAY, SEAGOVILLE, TX, 75159", "US"),)
    assert (entry.start, entry.end, entry.citation) == ("2003-06-19", "2056-06-29", "68 F.R. 1")


@pytest.mark.parametrize(
    ("text", "name", "countries"),
    [
        ("JOEL PRADO, JR., 1 QUAY, MIAMI, FL, US, 33177", "JOEL PRADO, JR.", ("US",)),
        ("ZORVAX\n1 Quay, Sofia, , BG, 1000", "ZORVAX", ("BG",)),
        ("ZORVAX CO, LTD., 1 Quay, Tehran, Iran", "ZORVAX CO, LTD.", ("IR",)),
        ("ZORVAX", "ZORVAX", ()),
    ],
)
def test_bis_export_name_ends_where_it_should(make_file, text, name, countries):
    [entry] = entries_of(BisExport(), make_file("dpl.csv", bis_export({"Name_and_Address": text})))

    assert (entry.names[0].text, entry.countries) == (name, countries)


def test_bis_export_keeps_both_readings_of_two_words(make_file):
    row = {"Name_and_Address": "JIN, ZHONGDA, 1 Quay, , CN, "}

    [entry] = entries_of(BisExport(), make_file("dpl.csv", bis_export(row)))

    assert entry.names == (ListedName("JIN"), ListedName("JIN, ZHONGDA", AKA))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FUYI SUN A/K/A FRANK SUN", (ListedName("FUYI SUN"), ListedName("FRANK SUN", AKA))),
        ("PEARL (A.K.A. NEI-CHIEN CHU) LI", (ListedName("PEARL LI"), ListedName("NEI-CHIEN CHU", AKA))),
        ("ONE F/K/A TWO D/B/A THREE", (ListedName("ONE"), ListedName("TWO", FKA), ListedName("THREE", AKA))),
        ("AKA FOODS", (ListedName("AKA FOODS"),)),
    ],
)
def test_bis_name_tells_its_aliases(text, names):
    assert names_of(text) == names


SDN = (
    '36,"ZORVAX",-0- ,"CUBA] [SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. \'ZVX\'; '
    'Tax ID No. 77 (Cuba); Linked To: X."\r\n'
    '37,"DOE, José","individual","SYRIA","Dr.",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 25 Mar 1973; '
    'alt. DOB circa 1974; nationality Syria; Passport 5 (Sy"\r\n\x1a'
)
OFAC = {
    "sdn.csv": SDN,
    "add.csv": '36,1,"1 Quay","Havana","Cuba",-0- \r\n37,2,-0- ,-0- ,"Korea, North",-0- \r\n\x1a',
    "alt.csv": '36,1,"fka","ZORVAX TURBINES",-0- \r\n\x1a',
    "sdn_comments.csv": '37,"ria)."\r\n',
}
ZORVAX = Entry(
    key="36",
    source="SDN",
    kind=Kind.ORGANIZATION,
    names=(ListedName("ZORVAX"), ListedName("ZVX", WEAK), ListedName("ZORVAX TURBINES", FKA)),
    addresses=(ListedAddress("1 Quay, Havana, Cuba", "CU"),),
    countries=("CU",),
    ids=("Tax ID No. 77 (Cuba)",),
    programs=("CUBA", "SDGT"),
    remarks="a.k.a. 'ZVX'; Tax ID No. 77 (Cuba); Linked To: X",
)
DOE = Entry(
    key="37",
    source="SDN",
    kind=Kind.PERSON,
    names=(ListedName("DOE, José"),),
    countries=("KP", "SY"),
    dates=("1973-03-25", "1974"),
    ids=("Passport 5 (Syria)",),
    programs=("SYRIA",),
    remarks="Dr. | DOB 25 Mar 1973; alt. DOB circa 1974; nationality Syria; Passport 5 (Syria)",
)


def ofac_folder(tmp_path, **changes):
    folder = tmp_path / "ofac"
    folder.mkdir()
    for name, text in (OFAC | changes).items():
        if text is not None:
            (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode("cp1252")))
    return folder


def test_ofac_folder_of_gzip_files(tmp_path):
    folder = ofac_folder(tmp_path)

    assert source_of(folder).slug == "ofac"
    assert entries_of(OfacLegacy(), folder) == [ZORVAX, DOE]


def test_ofac_zip(make_file):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in OFAC.items():
            archive.writestr(name.upper(), text)
    path = make_file("sdn.zip", packed.getvalue())

    assert source_of(path).slug == "ofac"
    assert entries_of(OfacLegacy(), path) == [ZORVAX, DOE]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"alt.csv": None}, "sdn.csv, line 1: the set lacks alt.csv"),
        ({"sdn.csv": None}, "line 1: the set has neither sdn.csv nor cons_prim.csv"),
        (
            {"add.csv": OFAC["add.csv"][:-1] + "99,1,a,b,c,d"},
            "add.csv, line 3: is about a party that the list",
        ),
        ({"alt.csv": '36,1,"xka","Z",-0- '}, "alt.csv, line 1: 'xka' is no kind of alias"),
        ({"sdn.csv": SDN[:-1] + "38,short\r\n"}, "sdn.csv, line 3: has 2 columns instead of 12"),
        ({"sdn.csv": SDN.replace('"individual"', '"ghost"')}, "sdn.csv, line 2: 'ghost' is no type"),
        ({"sdn.csv": SDN.replace("37,", "ent_num,")}, "sdn.csv, line 2: 'ent_num' is no number"),
        ({"sdn.csv": SDN.replace('"ZORVAX"', "-0- ")}, "sdn.csv, line 1: has no name"),
    ],
)
def test_broken_ofac_set_names_file_and_line(tmp_path, changes, problem):
    assert problems_of(OfacLegacy(), ofac_folder(tmp_path, **changes))[0].startswith(problem)


def test_ofac_non_sdn_set_has_its_own_code(tmp_path):
    names = {"sdn.csv": "cons_prim.csv", "add.csv": "cons_add.csv", "alt.csv": "cons_alt.csv"}
    for name, text in OFAC.items():
        (tmp_path / names.get(name, "cons_comments.csv")).write_text(text)

    assert {entry.source for entry in entries_of(OfacLegacy(), tmp_path)} == {"OFAC-OTHER"}


ENHANCED = """<?xml version="1.0" encoding="UTF-8"?>
<sanctionsData xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML">
 <entities><entity id="36">
  <generalInfo><identityId>9</identityId><entityType refId="600">Individual</entityType>
   <remarks>Note</remarks></generalInfo>
  <sanctionsLists><sanctionsList datePublished="2006-04-12">SDN List</sanctionsList></sanctionsLists>
  <sanctionsPrograms><sanctionsProgram>CUBA</sanctionsProgram></sanctionsPrograms>
  <names>
   <name><isPrimary>false</isPrimary><isLowQuality>true</isLowQuality><translations>
     <translation><isPrimary>true</isPrimary><script>Latin</script>
      <formattedFullName>El Faro</formattedFullName></translation>
   </translations></name>
   <name><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations>
     <translation><isPrimary>true</isPrimary><script>Latin</script>
      <formattedFullName>DOE, Ivan</formattedFullName></translation>
     <translation><isPrimary>false</isPrimary><script>Cyrillic</script>
      <formattedFullName>Доу</formattedFullName></translation>
   </translations></name>
   <name><isPrimary>false</isPrimary><aliasType>F.K.A.</aliasType><translations>
     <translation><isPrimary>true</isPrimary><script>Latin</script>
      <formattedFullName>ROE, Ivan</formattedFullName></translation>
   </translations></name>
  </names>
  <addresses><address><country>Cuba</country><translations><translation><addressParts>
    <addressPart><type>CITY</type><value>Havana</value></addressPart>
   </addressParts></translation></translations></address></addresses>
  <features><feature><type>Birthdate</type><value>1951</value></feature>
    <feature><type>Nationality Country</type><value>Syria</value></feature></features>
  <identityDocuments><identityDocument><type>Passport</type><documentNumber>5</documentNumber>
    <issuingCountry>Cuba</issuingCountry></identityDocument></identityDocuments>
 </entity></entities>
</sanctionsData>
"""


def test_ofac_enhanced_xml_in_a_zip(make_file):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SDN_ENHANCED.XML", ENHANCED)
    path = make_file("sdn.zip", packed.getvalue())

    assert source_of(path).slug == "ofac-xml"
    assert entries_of(OfacEnhanced(), path) == [
        Entry(
            key="36",
            source="SDN",
            kind=Kind.PERSON,
            names=(
                ListedName("DOE, Ivan", script="Latn"),
                ListedName("Доу", AKA, "Cyrl"),
                ListedName("El Faro", WEAK, "Latn"),
                ListedName("ROE, Ivan", FKA, "Latn"),
            ),
            addresses=(ListedAddress("Havana, Cuba", "CU"),),
            countries=("CU", "SY"),
            dates=("1951",),
            ids=("Passport, 5, Cuba",),
            start="2006-04-12",
            programs=("CUBA",),
            remarks="Note | SDN List",
        )
    ]


UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST>
<INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>IVAN</FIRST_NAME><SECOND_NAME>DOE</SECOND_NAME>
<UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>Доу</NAME_ORIGINAL_SCRIPT><NATIONALITY><VALUE>Mali</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>El Faro</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><COUNTRY>Rwanda</COUNTRY><NOTE>2016</NOTE></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1965</FROM_YEAR><TO_YEAR>1968</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>ADF ; ADF/NALU</FIRST_NAME>
<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>NALU</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ADDRESS><CITY>Butembo</CITY><COUNTRY>Democratic Republic of the Congo</COUNTRY></ENTITY_ADDRESS>
</ENTITY></ENTITIES></CONSOLIDATED_LIST>
"""


def test_un_xml(make_file):
    person, entity = entries_of(UnXml(), make_file("un.xml", UN))

    assert person.names == (ListedName("IVAN DOE"), ListedName("Доу", AKA), ListedName("El Faro", WEAK))
    assert (person.countries, person.dates, person.addresses) == (("RW", "ML"), ("1965/1968",), ())
    assert (person.key, person.kind, person.citation, person.start) == (
        "1",
        Kind.PERSON,
        "CDi.001",
        "2012-12-31",
    )
    assert entity.names == (ListedName("ADF"), ListedName("ADF/NALU", AKA), ListedName("NALU", FKA))
    assert entity.addresses == (ListedAddress("Butembo, Democratic Republic of the Congo", "CD"),)


BOMB = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>'


@pytest.mark.parametrize(
    ("text", "problem"),
    ids=["cut off", "other root", "no id", "no name", "NUL", "entity bomb", "no bytes"],
    argvalues=[
        (UN[:-80], "line 13: is not readable XML"),
        (UN.replace("CONSOLIDATED_LIST", "LIST"), "line 2: begins with <LIST>, not <CONSOLIDATED_LIST>"),
        (UN.replace("<DATAID>2</DATAID>", ""), "line 14, column ENTITY: has no DATAID"),
        (UN.replace("ADF ; ADF/NALU", "").replace("NALU", ""), "line 14, column ENTITY: has no name"),
        (UN.replace("IVAN", "IV\0AN"), "line 3: is not readable XML"),
        (BOMB, "line 1: is not readable XML"),
        ("", "line 1: is not readable XML"),
    ],
)
def test_broken_xml_names_the_line(make_file, text, problem):
    assert problems_of(UnXml(), make_file("un.xml", text))[0].startswith(problem)


def test_opensanctions_csv(make_file):
    columns = (*opensanctions.COLUMNS, *opensanctions.OPTIONAL)
    row = {
        "id": "NK-1",
        "schema": "Company",
        "name": "Zorvax",
        "aliases": "ZVX;Zorvax",
        "countries": "ru;suhh",
        "addresses": "1 Quay, Moscow, Russia",
        "identifiers": "77",
        "sanctions": "Notice 1",
        "program_ids": "US-RUS",
        "dataset": "List A",
    }
    path = make_file("targets.simple.csv", csv_text(columns, [row]))

    assert source_of(path).slug == "opensanctions-csv"
    assert entries_of(OpenSanctionsCsv(), path) == [
        Entry(
            key="NK-1",
            source="OPENSANCTIONS",
            kind=Kind.ORGANIZATION,
            names=(ListedName("Zorvax"), ListedName("ZVX", AKA)),
            addresses=(ListedAddress("1 Quay, Moscow, Russia", "RU"),),
            countries=("RU",),
            ids=("77",),
            citation="Notice 1",
            programs=("US-RUS", "List A"),
        )
    ]


FTM = {
    "id": "NK-1",
    "caption": "Zorvax",
    "schema": "Person",
    "target": True,
    "datasets": ["a_list"],
    "properties": {
        "name": ["Зорвакс", "Zorvax"],
        "weakAlias": ["ZVX"],
        "previousName": ["Old"],
        "nationality": ["ru"],
        "birthDate": ["1951"],
        "addressEntity": [{"properties": {"full": ["1 Quay, Moscow, Russia"]}}],
    },
}


def test_opensanctions_json_lines(make_file):
    others = {"id": "addr-1", "schema": "Address", "target": False, "properties": {}}
    path = make_file("targets.nested.json", "\n".join(map(json.dumps, (FTM, others))))

    assert source_of(path).slug == "opensanctions-json"
    assert entries_of(OpenSanctionsJson(), path) == [
        Entry(
            key="NK-1",
            source="OPENSANCTIONS",
            kind=Kind.PERSON,
            names=(
                ListedName("Zorvax"),
                ListedName("Зорвакс", AKA),
                ListedName("Old", FKA),
                ListedName("ZVX", WEAK),
            ),
            addresses=(ListedAddress("1 Quay, Moscow, Russia", "RU"),),
            countries=("RU",),
            dates=("1951",),
            programs=("a_list",),
        )
    ]


def test_broken_json_lines_are_named(make_file):
    good = json.dumps(FTM)
    path = make_file("x.json", f"{good}\n{good[:-5]}\n[]\n" + '{"id": "1", "properties": {}}\n{"id": "2"}\n')

    problems = problems_of(OpenSanctionsJson(), path)

    assert problems[0].startswith("line 2: is not JSON")
    assert problems[1:] == [
        "line 3: is not a JSON object",
        "line 4: has no name",
        "line 5: lacks 'id' or 'properties'",
    ]
