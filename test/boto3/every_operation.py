"""Works through the steps read from standard input with boto3 and prints what each came to, as JSON.

A step is {"operation", "input", "keep"?}; see test/e2e/every-operation/step.ts.
"""

import base64
import datetime
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.response import StreamingBody


def fill_in(value, kept):
    if isinstance(value, str) and value.startswith("$"):
        return kept[value[1:]]
    if isinstance(value, list):
        return [fill_in(item, kept) for item in value]
    if isinstance(value, dict):
        return {name: fill_in(member, kept) for name, member in value.items()}
    return value


def to_boto3(value):
    if isinstance(value, dict) and set(value) == {"bytes"}:
        return base64.b64decode(value["bytes"])
    return value


def to_plain(value):
    if isinstance(value, StreamingBody):
        return base64.b64encode(value.read()).decode()
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc) + datetime.timedelta(microseconds=500)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: to_plain(member) for name, member in value.items()}
    return value


def read_path(value, path):
    for name in path.split("."):
        value = value[name]
    return value


def call(client, operation, given):
    method = getattr(client, xform_name(operation))
    try:
        answer = method(**{name: to_boto3(value) for name, value in given.items()})
    except ClientError as error:
        response = error.response
        return {
            "operation": operation,
            "input": given,
            "error": {
                "code": response["Error"]["Code"],
                "status": response["ResponseMetadata"]["HTTPStatusCode"],
                "message": response["Error"]["Message"],
            },
        }
    answer.pop("ResponseMetadata")
    return {"operation": operation, "input": given, "output": to_plain(answer)}


def main():
    client = boto3.client("codeartifact", config=Config(retries={"total_max_attempts": 1}))
    kept = {}
    outcomes = []
    for step in json.load(sys.stdin):
        outcome = call(client, step["operation"], fill_in(step["input"], kept))
        for name, path in step.get("keep", {}).items():
            kept[name] = read_path(outcome["output"], path)
        outcomes.append(outcome)
    json.dump(outcomes, sys.stdout)


main()
