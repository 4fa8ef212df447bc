from tests.builders import PLAN


def test_plans(client, world, clock_at):
    clock_at("2023-03-01 09:00")
    answer = client.get("/api/v1/plans")
    assert answer.status_code == 200, answer.text
    assert [row["code"] for row in answer.json["items"]] == [PLAN]
    answer = client.get(f"/api/v1/plans/{PLAN}")
    assert answer.status_code == 200, answer.text
    print(answer.text[:3000])
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200, answer.text
    print(client.get("/api/v1/plans?x=1&year=a").text, client.get("/api/v1/plans/x").text)
    print(client.get("/api/v1/working-days?from=2023-09-01&days=5").text)
    print(client.get("/api/v1/regions").text)
