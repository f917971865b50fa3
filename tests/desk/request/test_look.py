def test_pages(cast, as_user):
    from tests.desk.request import walk
    from tests.desk.cast import case_address

    case = walk.decided_case(cast)
    ada, ben = as_user("ada"), as_user("ben")

    def get(c, tab):
        r = c.get(case_address(case, tab))
        assert r.status_code == 200, (tab, r.status_code)
        return r.content.decode()

    get(ada, "request")
    get(ada, "tracking")
    walk.filled(cast, case)
    get(ada, "request")
    get(ada, "request/fields")
    p = walk.built(cast, case)
    for who in (ada, ben):
        get(who, "request")
        get(who, "request/packets/1")
    walk.approve(cast, p)
    get(ada, "request/packets/1/send")
    get(ada, "request/channel/ask")
    for t in ("check", "contact", "follow-up", "waiting", "attempts"):
        get(ada, "tracking/" + t)
