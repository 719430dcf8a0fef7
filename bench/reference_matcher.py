"""Runs inside the reference's environment: nomenklatura's logic-v2 over the 50 best candidates of a
trigram index.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from math import log

from followthemoney import EntityProxy
from nomenklatura.matching import get_algorithm

SCHEMATA = {"person": "Person", "org": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
CANDIDATES = 50


def entity(number, schema, names, country, address):
    properties = {
        "name": names,
        "country": [country] if country else [],
        "address": [address] if address else [],
    }
    return EntityProxy.from_dict({"id": str(number), "schema": schema, "properties": properties})


def trigrams(name):
    return {f" {word} "[i : i + 3] for word in name.lower().split() for i in range(len(word))}


def main(path):
    with open(path, encoding="utf-8") as file:
        task = json.load(file)
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    postings, entities = defaultdict(set), []
    for number, party in enumerate(task["parties"]):
        schema = SCHEMATA[party["kind"]] if party["type"] else "LegalEntity"
        names = [party["name"], *party["alts"]]
        entities.append(entity(number, schema, names, "", (party["addrs"] or [""])[0]))
        for gram in set().union(*map(trigrams, names)):
            postings[gram].add(number)
    ask(task["queries"][0], task["parties"], entities, postings, algorithm, config)  # loads its tables
    print(
        json.dumps(
            [ask(query, task["parties"], entities, postings, algorithm, config) for query in task["queries"]]
        )
    )


def ask(query, parties, entities, postings, algorithm, config):
    start = time.process_time_ns()  # names are cached by entity id: each query needs its own
    votes = Counter()
    for gram in trigrams(query["name"]):
        weight = log(len(parties) / (len(postings[gram]) + 1)) if gram in postings else 0
        for number in postings.get(gram, ()):
            votes[number] += weight
    asked = entity(
        f"query-{query['qid']}",
        SCHEMATA[query["kind"]],
        [query["name"]],
        query["country"].lower(),
        query["address"],
    )
    found = []
    for number, _ in votes.most_common(CANDIDATES):
        score = algorithm.compare(asked, entities[number], config).score
        if score > 0:
            found.append((parties[number]["id"], score))
    found.sort(key=lambda pair: -pair[1])
    return {"found": found, "milliseconds": (time.process_time_ns() - start) / 1e6}


if __name__ == "__main__":
    main(sys.argv[1])
