"""Prints the names of the operations that boto3 has a paginator for, sorted, as JSON."""

import json
import sys

import boto3
from botocore import xform_name

client = boto3.client("codeartifact")
names = client.meta.service_model.operation_names
json.dump(sorted(name for name in names if client.can_paginate(xform_name(name))), sys.stdout)
