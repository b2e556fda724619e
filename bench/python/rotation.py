"""A plain rotation function for the same job, as one would write it from AWS's template of the four steps: boto3, requests, pyotp.

It has no memory, no holds, no grace and no recovery: it is the yardstick for what the job costs at least, not an alternative.
"""

import datetime
import json
import os

import boto3
import pyotp
import requests

API = os.environ["EMNIFY_API_URL"] + "/api/v1"
DEVICE_MAX_AGE = datetime.timedelta(days=30)

secrets = boto3.client("secretsmanager", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_SECRETS_MANAGER"))
http = requests.Session()


def lambda_handler(event, context):
    step, arn, token = event["Step"], event["SecretId"], event["ClientRequestToken"]
    description = secrets.describe_secret(SecretId=arn)
    if "AWSCURRENT" in description["VersionIdsToStages"][token]:
        return
    STEPS[step](arn, token, description)


def create_secret(arn, token, description):
    credentials = sign_in(description)
    user = call("GET", f"/user/{credentials['username']}")
    key = call("POST", "/user/mfa", {"type": {"id": 0}, "password": credentials["password"]})
    value = {"userId": user["id"], "keyId": key["id"], "secretKey": key["secret_key"], "otpauth": key["otpauth"]}
    secrets.put_secret_value(
        SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(value), VersionStages=["AWSPENDING"]
    )


def set_secret(arn, token, description):
    sign_in(description)
    key = read(arn, VersionId=token)
    code = pyotp.parse_uri(key["otpauth"]).now()
    call("PATCH", f"/user/mfa/{key['keyId']}", {"status": {"id": 1}, "code": code})


def test_secret(arn, token, description):
    credentials = sign_in(description)
    key = read(arn, VersionId=token)
    listed = call("GET", f"/user/{credentials['username']}")["mfa"]
    if not any(item["id"] == key["keyId"] and item["status"]["id"] == 1 for item in listed):
        raise ValueError(f"expected key {key['keyId']} to be active")


def finish_secret(arn, token, description):
    before = next(id for id, stages in description["VersionIdsToStages"].items() if "AWSCURRENT" in stages)
    old = read(arn, VersionId=before)
    secrets.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=before
    )
    sign_in(description)
    if "keyId" in old:
        call("DELETE", f"/user/my/mfa/{old['keyId']}")
    for device in call("GET", "/user/my/mfa/trusted_device"):
        trusted = datetime.datetime.fromisoformat(device["activation_date"].replace("Z", "+00:00"))
        if datetime.datetime.now(datetime.timezone.utc) - trusted > DEVICE_MAX_AGE:
            call("DELETE", f"/user/my/mfa/trusted_device/{device['id']}")


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}


def sign_in(description):
    """Credentials are read in every step; a warm container keeps the session."""
    credentials = read(description["Name"].removesuffix("/key") + "/credentials", VersionStage="AWSCURRENT")
    if "Authorization" not in http.headers:
        token = call("POST", "/authenticate", {"application_token": credentials["applicationToken"]})["auth_token"]
        http.headers["Authorization"] = f"Bearer {token}"
    return credentials


def read(secret_id, **version):
    return json.loads(secrets.get_secret_value(SecretId=secret_id, **version)["SecretString"])


def call(method, path, body=None):
    answer = http.request(method, API + path, json=body, timeout=8)
    answer.raise_for_status()
    return answer.json() if answer.content else None
