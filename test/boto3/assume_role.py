"""Assumes a role with boto3 and tells what its session may."""
import json
import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, work = os.environ["AWS_ENDPOINT_URL_CODEARTIFACT"], json.load(sys.stdin)
config = Config(retries={"max_attempts": 1})


def client(name, key, secret, token=None):
    return boto3.client(
        name,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=config,
    )


given = client("sts", *work["access"]).assume_role(
    RoleArn=work["role"], RoleSessionName="tests", Policy=work["policy"]
)["Credentials"]
session = (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
codeartifact = client("codeartifact", *session)


def attempt(call):
    try:
        call()
        return "allowed"
    except ClientError as error:
        return str(error)


print(
    json.dumps(
        {
            "identity": client("sts", *session).get_caller_identity()["Arn"],
            "describe": attempt(lambda: codeartifact.describe_domain(domain=work["domain"])),
            "list": attempt(lambda: codeartifact.list_domains()),
            "create": attempt(lambda: codeartifact.create_repository(domain=work["domain"], repository="more")),
        }
    )
)
