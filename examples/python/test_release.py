"""Run by: codeartifact-local exec -- python -m unittest"""

import hashlib
import unittest

import boto3


class ReleaseTest(unittest.TestCase):
    def setUp(self):
        self.client = boto3.client("codeartifact")  # everything comes from the environment
        self.client.create_domain(domain="company")
        self.client.create_repository(domain="company", repository="releases")

    def tearDown(self):
        self.client.delete_repository(domain="company", repository="releases")
        self.client.delete_domain(domain="company")

    def test_a_release_can_be_downloaded(self):
        version = dict(
            domain="company", repository="releases", format="generic", namespace="tools",
            package="app", packageVersion="1.0.0",
        )
        content = b"bytes"
        published = self.client.publish_package_version(
            **version, assetName="app.bin", assetContent=content,
            assetSHA256=hashlib.sha256(content).hexdigest(),
        )
        self.assertEqual(published["status"], "Published")
        asset = self.client.get_package_version_asset(**version, asset="app.bin")
        self.assertEqual(asset["asset"].read(), content)
        self.client.delete_package_versions(
            domain="company", repository="releases", format="generic", namespace="tools",
            package="app", versions=["1.0.0"],
        )


if __name__ == "__main__":
    unittest.main()
