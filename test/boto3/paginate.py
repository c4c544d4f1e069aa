"""Pages through list operations with boto3's own paginators.

Reads {operation: {"input", "members"}} from standard input, asks for one item a page, and prints for each operation
how many pages came and the items of all of them.
"""

import json
import sys

import boto3
from botocore import xform_name


def paginate(client, operation, given, members):
    paginator = client.get_paginator(xform_name(operation))
    pages = list(paginator.paginate(**given, PaginationConfig={"PageSize": 1}))
    return {"pages": len(pages), "items": [item for page in pages for item in page[members]]}


def main():
    client = boto3.client("codeartifact")
    work = json.load(sys.stdin)
    answers = {name: paginate(client, name, one["input"], one["members"]) for name, one in work.items()}
    json.dump(answers, sys.stdout, default=str)


main()
