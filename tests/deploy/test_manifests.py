"""The manifests against the schemas of Kubernetes, and what they share with the app."""

import copy
import re

import kubernetes_validate
import pytest
import yaml

from tests.server import ROOT

MANIFESTS = list(yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text()))
KINDS = [manifest["kind"] for manifest in MANIFESTS]
VERSIONS = ("1.30", "1.37")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", MANIFESTS, ids=KINDS)
def test_every_manifest_is_what_kubernetes_takes(manifest, version):
    kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("manifest", MANIFESTS, ids=KINDS)
def test_a_misspelt_field_would_be_refused(manifest):
    wrong = copy.deepcopy(manifest)
    wrong["spec"]["replicaz"] = 3
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_all_that_a_deployment_needs_is_there():
    wanted = {"Deployment", "Service", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget"}
    assert set(KINDS) == wanted
    assert MANIFESTS[KINDS.index("Service")]["spec"]["sessionAffinity"] == "ClientIP"


def test_uploads_pass_as_large_as_the_app_takes_them():
    config = (ROOT / ".streamlit" / "config.toml").read_text()
    limit = int(re.search(r"maxUploadSize = (\d+)", config)[1])
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    annotations = MANIFESTS[KINDS.index("Ingress")]["metadata"]["annotations"]
    for size in (
        re.search(r"client_max_body_size (\d+)m", nginx)[1],
        annotations["nginx.ingress.kubernetes.io/proxy-body-size"].rstrip("m"),
    ):
        assert limit < int(size) <= limit + 2
