import json
from tests.builders import PLAN


def test_plans(client, world, clock_at, as_, place):
    clock_at("2023-03-01 09:00")
    doc = client.get("/api/v1/openapi.json")
    assert doc.status_code == 200, doc.text
    print(list(doc.json["paths"]))
    a = client.post(f"/api/v1/plans/{PLAN}/self-check", json={"title": "x", "mode": "NORMAL", "facts": {"employment": [{"started_on": "2020-01-01", "ended_on": "2019-01-01"}]}})
    print(a.text)
    b = as_("hrss", "2023-03-13 10:00")
    a = b.get("/api/v1/audits"); print(a.status_code, a.text)
    a = b.get(f"/api/v1/audits/{place['hrss']}"); print(a.status_code, a.text[:3000])
    a = b.post(f"/api/v1/audits/{place['hrss']}/decisions", json={"decision":"PASS","version":a.json["version"],"opinion":"ok"}); print(a.status_code, a.text[:3000])
    a = b.post(f"/api/v1/audits/{place['hrss']}/decisions", json={"decision":"PASS","version":1,"opinion":"ok"}); print(a.status_code, a.text[:3000])
    b = as_("甲待审", "2023-03-13 10:00")
    a = b.get("/api/v1/my/applications"); print(a.status_code, a.text)
    a = b.get(f"/api/v1/my/applications/{place['audit']}"); print(a.status_code, a.text)
    a = b.get("/account/keys/"); print(a.status_code)
    a = b.post("/api/v1/security/login", json={"username":"a","password":"b"}); print(a.status_code, a.text, a.headers)
