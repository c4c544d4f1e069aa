"""Makes one signed call with boto3 and prints the HTTP status and, when it failed, the code."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

given = json.load(sys.stdin)
try:
    answer = boto3.client("codeartifact").describe_domain(**given)
    code = None
except ClientError as error:
    answer = error.response
    code = answer["Error"]["Code"]
json.dump({"status": answer["ResponseMetadata"]["HTTPStatusCode"], "code": code}, sys.stdout)
