"""The sections of a report on one policy: figures and tables, each with its data."""

import json
import re
from html import escape

from _figures import COLOURS, bar, csv_link, figure, interval, outline_map, paths, plain, signed, table, tag, tile_map
from _findings import sentence_case, winners

PAYERS = {
    "household": ("households", "居民"),
    "firm": ("firms", "企业"),
    "province": ("provincial governments", "地方政府"),
    "centre": ("the centre", "中央政府"),
    "social_fund": ("the social fund", "社保基金"),
}
PATHS = (
    "real_gdp",
    "employment",
    "real_income_per_head",
    "unemployment_rate",
    "theil_total",
    "gini_income",
    "government_debt",
    "central_debt",
)
CARDS = ("real_gdp", "employment", "real_income_per_head", "theil_total")
MAPS = ("real_gdp", "real_income_per_head", "employment", "population")


def cards(policy):
    out = []
    for name in CARDS:
        e, m = policy.at(name), policy.measure(name)
        if not e:
            continue
        mean, half, unit, digits = policy.shown(e, m)
        interval_text = f"± {plain(half, digits)}{unit}" if half is not None else policy.words("no interval", "无区间")
        if not e["told"]:
            interval_text += policy.words(", not told from zero", "，与零无法区分")
        out.append(
            tag(
                "li",
                tag("span", escape(policy.words.name(m)))
                + tag("b", escape(signed(mean, digits) + unit))
                + tag("span", escape(interval_text)),
                class_=None if e["told"] else "quiet",
            )
        )
    return tag("ul", "".join(out), class_="cards")


def national_paths(policy):
    out, w = [], policy.words
    for name in PATHS:
        m = policy.measure(name)
        if not m or not policy.at(name):
            continue
        series = [policy.shown(policy.at(name, year=year), m) for year in policy.years]
        line = {
            "label": policy.title,
            "mean": [s[0] for s in series],
            "half": [s[1] for s in series],
            "colour": COLOURS[0],
        }
        title = (
            f"{sentence_case(w.name(m))}: {policy.text(policy.at(name), m)} ({policy.last})"
            if w.language == "en"
            else f"{w.name(m)}：{policy.last}年{policy.text(policy.at(name), m)}"
        )
        link = csv_link(
            f"path_{policy.index}_{name}",
            ["year", "effect", "half_width", "unit"],
            [[y, s[0], s[1], s[2].strip()] for y, s in zip(policy.years, series)],
            title,
        )
        out.append(figure(title, paths(policy.years, [line], title, "%" if m["is_relative"] else ""), link))
    return tag("div", "".join(out), class_="two")


def maps(policy, shapes):
    out, w = [], policy.words
    provinces = policy.places("province")
    if not shapes and any("tile_row" not in p for p in provinces):
        return ""
    for name in MAPS:
        m = policy.measure(name)
        if not m or not policy.at(name, "province", provinces[0]["place"]):
            continue
        places = []
        for p in provinces:
            e = policy.at(name, "province", p["place"])
            mean, _, unit, digits = policy.shown(e, m)
            places.append(
                {
                    "row": p.get("tile_row"),
                    "col": p.get("tile_col"),
                    "adcode": p.get("adcode"),
                    "name": w.name(p),
                    "value": mean,
                    "shown": signed(mean, digits),
                    "is_told": bool(e["told"]),
                    "tip": f"{w.name(p)}: {policy.text(e, m)}",
                }
            )
        title = (
            f"{winners(policy, name)} ({policy.last}, {policy.unit(m)})"
            if w.language == "en"
            else f"{policy.last}年{winners(policy, name)}（{policy.unit(m)}）"
        )
        link = csv_link(
            f"map_{policy.index}_{name}",
            ["province", "name", "effect", "told"],
            [[p["place"], q["name"], q["value"], q["is_told"]] for p, q in zip(provinces, places)],
            title,
        )
        drawing = outline_map(shapes, places, title, w) if shapes else tile_map(places, title, w)
        out.append(figure(title, drawing, link))
    return tag("div", "".join(out), class_="two")


def dotted(policy, rows, head, title, name, note=""):
    """Rows of label, mean, half width, told, text: a table with a drawn interval in each row."""
    ends = [v for _, mean, half, _, _ in rows for v in (mean - (half or 0), mean + (half or 0))]
    low, high = min(ends + [0]), max(ends + [0])
    if high == low:
        high = low + 1
    body = [
        [label, (interval(mean, half, low, high, told), None), (escape(text), "told" if told else "quiet")]
        for label, mean, half, told, text in rows
    ]
    link = csv_link(
        f"{name}_{policy.index}",
        [head, "effect", "half_width", "told"],
        [[r[0], r[1], r[2], r[3]] for r in rows],
        title,
    )
    return figure(
        title,
        table([head, policy.words("interval", "区间"), policy.words("effect", "效果")], body, "", title, "dotted"),
        link,
        note,
    )


def winners_and_losers(policy):
    w, m = policy.words, policy.measure("real_gdp")
    rows = []
    for p in policy.places("province"):
        e = policy.at("real_gdp", "province", p["place"])
        mean, half, unit, _ = policy.shown(e, m)
        rows.append((w.name(p), mean, half, bool(e["told"]), policy.text(e, m)))
    rows.sort(key=lambda r: -r[1])
    return dotted(
        policy,
        rows,
        w("province", "省份"),
        winners(policy),
        "winners",
        w(f"change of real GDP in {policy.last}, %", f"{policy.last}年实际生产总值变动，%"),
    )


def contributions(policy):
    """Parts of the change of national real GDP, in points of it."""
    w = policy.words
    nation = policy.at("real_gdp")
    out = []
    for kind, measure, title in (
        ("sector", "real_value_added", w("by sector", "分产业")),
        ("block", "real_gdp", w("by block", "分板块")),
    ):
        rows = []
        for p in policy.places(kind):
            e = policy.at(measure, kind, p["place"])
            if not e:
                continue
            mean, half = (
                None if e["effect"][k] is None else 100 * e["effect"][k] / nation["base"]
                for k in ("mean", "half_width")
            )
            rows.append(
                (
                    w.name(p),
                    mean,
                    half,
                    bool(e["told"]),
                    ("" if e["told"] else "~ ")
                    + signed(mean, 3)
                    + (f" ± {plain(half, 3)}" if half is not None else ""),
                )
            )
        if rows:
            out.append(
                dotted(
                    policy,
                    rows,
                    w("part", "部分"),
                    w(f"Where the nation's effect comes from, {title}", f"全国效果的来源：{title}"),
                    "parts_" + kind,
                    w(
                        f"points of the change of national real GDP in {policy.last}",
                        f"对{policy.last}年全国实际生产总值变动的贡献，百分点",
                    ),
                )
            )
    return tag("div", "".join(out), class_="two") if out else ""


def who_pays(policy):
    w = policy.words
    if not policy.has_cost():
        return tag("p", escape(policy.money_sentence()))
    pays, gets = ({f["of"]: f for f in policy.costs[k]} for k in ("payers", "recipients"))
    largest = max([f["so_far"] for f in (*pays.values(), *gets.values())] + [0])
    rows, data = [], []
    for key in pays:
        name = w(*PAYERS.get(key, (key, key)))
        a, b = pays[key], gets.get(key, {"so_far": 0, "in_year": 0})
        data.append([name, a["in_year"], a["so_far"], b["in_year"], b["so_far"]])
        rows.append(
            [
                name,
                (bar(a["so_far"], largest, "#a63603"), None),
                w.big(a["so_far"], "yuan"),
                (bar(b["so_far"], largest, "#0b559f"), None),
                w.big(b["so_far"], "yuan"),
            ]
        )
    payer = max(pays.values(), key=lambda f: f["so_far"])
    receiver = max(gets.values(), key=lambda f: f["so_far"])
    title = w(
        (
            f"Most is paid by {w(*PAYERS.get(payer['of'], (payer['of'],) * 2))} and received by"
            f" {w(*PAYERS.get(receiver['of'], (receiver['of'],) * 2))}"
        ),
        (
            f"主要由{w(*PAYERS.get(payer['of'], (payer['of'],) * 2))}出资，{w(*PAYERS.get(receiver['of'], (receiver['of'],) * 2))}得到"
        ),
    )
    head = [w("sector", "部门"), "", w("pays", "出资"), "", w("receives", "得到")]
    head[1], head[3] = (
        (tag("span", escape(x), class_="unseen"), None)
        for x in (w("drawn: pays", "图：出资"), w("drawn: receives", "图：得到"))
    )
    link = csv_link(
        f"payers_{policy.index}",
        ["sector", "pays_in_year", "pays_so_far", "receives_in_year", "receives_so_far"],
        data,
        title,
    )
    sectors = figure(
        title,
        table(head, rows, "", title, "dotted"),
        link,
        w(f"to the end of {policy.last}, current prices", f"到{policy.last}年末累计，现价"),
    )
    names = list(dict.fromkeys(p["name"] for p in policy.costs["policies"]))
    by_year = [
        [str(y["year"]), w.big(y["in_year"], "yuan"), w.big(y["so_far"], "yuan")]
        for y in policy.found["costs"]
        if y["so_far"]
    ]
    title = w("Public cost by year", "分年公共资金")
    years = figure(
        title,
        table([w("year", "年份"), w("in the year", "当年"), w("so far", "累计")], by_year, "", title, "numbers"),
        csv_link(
            f"cost_{policy.index}",
            ["year", "in_year", "so_far"],
            [[y["year"], y["in_year"], y["so_far"]] for y in policy.found["costs"]],
            title,
        ),
        w("policy less base, yuan at current prices", "政策减基准，现价"),
    )
    parts = [
        [
            p["name"] + (f" ({p['type']})" if p["type"] and p["type"] != p["name"] else ""),
            w.big(p["in_year"], "yuan"),
            w.big(p["so_far"], "yuan"),
        ]
        for p in policy.costs["policies"]
    ]
    if len(names) > 1:
        title = w("Public cost by policy", "分项政策公共资金")
        years += figure(
            title,
            table(
                [w("policy", "政策"), w(f"in {policy.last}", f"{policy.last}年"), w("so far", "累计")],
                parts,
                "",
                title,
                "numbers",
            ),
        )
    return sectors + years


def data_row(kind, place, measure, effect, words):
    """What a chart or table gives as data of one effect."""
    ranges = [effect[of][x] for of in ("effect", "percent") for x in ("mean", "half_width")]
    return [kind, place["place"], words.name(place), measure["measure"], measure["unit"], effect["base"], effect["policy"],
            *ranges, effect["told"]]


def by_province(policy):
    w, measures = policy.words, policy.of_places()
    received = {f["of"]: f["so_far"] for f in policy.costs["receiving_provinces"]}
    has_received = any(received.values())
    head = (
        [w("province", "省份")]
        + ([w("received so far", "累计得到资金")] if has_received else [])
        + [policy.heading(m) for m in measures]
    )
    rows, data = [], []
    for kind in ("nation", "block", "province"):
        for p in policy.places(kind):
            effects = [policy.at(m["measure"], kind, p["place"]) for m in measures]
            money = [w.big(received[p["place"]], "yuan") if received.get(p["place"]) else "–"] if has_received else []
            rows.append([w.name(p), *money, *(policy.cell(e, m) for e, m in zip(effects, measures))])
            data += [data_row(kind, p, m, e, w) for e, m in zip(effects, measures) if e]
    title = w(f"Every province in {policy.last}", f"{policy.last}年分省效果")
    link = csv_link(
        f"provinces_{policy.index}",
        "kind place name measure unit base policy effect half_width percent half_width_percent told".split(),
        data,
        title,
    )
    return tag("h3", escape(title) + " " + link) + table(
        head,
        rows,
        escape(
            w(
                (
                    "± half width of the interval; ~ and grey: not told from zero when all places of the column are"
                    " looked at together"
                ),
                "±为区间半宽；~ 与灰色：同列各地一并检验时与零无法区分",
            )
        ),
        title,
        "numbers",
    )


def by_industry(policy):
    w = policy.words
    measures = [m for m in policy.found["measures"] if m["of"] == "industry"]
    if not measures:
        return ""
    nation, rows, data = policy.at("real_gdp"), [], []
    for kind in ("sector", "industry"):
        for p in policy.places(kind):
            effects = [policy.at(m["measure"], kind, p["place"]) for m in measures]
            added = next((e for e, m in zip(effects, measures) if e and m["measure"] == "real_value_added"), None)
            part = signed(100 * added["effect"]["mean"] / nation["base"], 3) if added else "–"
            rows.append(
                [
                    w.name(p),
                    *(policy.cell(e, m) for e, m in zip(effects, measures)),
                    (part, None if added and added["told"] else "quiet"),
                ]
            )
            data += [data_row(kind, p, m, e, w) for e, m in zip(effects, measures) if e]
    title = w(f"Every industry in {policy.last}", f"{policy.last}年分行业效果")
    head = (
        [w("industry", "行业")]
        + [policy.heading(m) for m in measures]
        + [w("points of national real GDP", "对全国的贡献（百分点）")]
    )
    link = csv_link(
        f"industries_{policy.index}",
        "kind industry name measure unit base policy effect half_width percent half_width_percent told".split(),
        data,
        title,
    )
    return tag("h3", escape(title) + " " + link) + table(head, rows, "", title, "numbers")


def by_person(policy):
    """Whom it reaches: household accounts, and groups of persons."""
    w, out = policy.words, ""
    for kind, title in (
        ("household", w(f"Households by fifths of town and country in {policy.last}", f"{policy.last}年城乡收入五等份居民")),
        ("group", w(f"Persons by origin, age and special area in {policy.last}", f"{policy.last}年分户籍、年龄和特殊类型地区人口")),
    ):
        places = policy.places(kind)
        measures = [
            m
            for m in policy.found["measures"]
            if m["of"] == "person" and places and policy.at(m["measure"], kind, places[0]["place"])
        ]
        if not measures:
            continue
        rows, data = [], []
        for p in places:
            effects = [policy.at(m["measure"], kind, p["place"]) for m in measures]
            rows.append([w.name(p), *(policy.cell(e, m) for e, m in zip(effects, measures))])
            data += [
                [
                    kind,
                    p["place"],
                    w.name(p),
                    m["measure"],
                    m["unit"],
                    e["base"],
                    e["policy"],
                    e["effect"]["mean"],
                    e["effect"]["half_width"],
                    e["told"],
                ]
                for e, m in zip(effects, measures)
            ]
        link = csv_link(
            f"{kind}s_{policy.index}",
            "kind group name measure unit base policy effect half_width told".split(),
            data,
            title,
        )
        out += tag("h3", escape(title) + " " + link) + table(
            [w("group", "分组"), *(policy.heading(m) for m in measures)],
            rows,
            escape(
                w(
                    "fifths are of the persons of each province's town or country, by earnings; groups overlap",
                    "五等份按各省城镇或农村居民的收入划分；各组互有重叠",
                )
            )
            if kind == "household"
            else "",
            title,
            "numbers",
        )
    return out


def by_year(policy):
    w, measures = policy.words, policy.national()
    few = [m for m in measures if m["measure"] in PATHS]  # the rest is in the CSV
    rows = [[str(year), *(policy.cell(policy.at(m["measure"], year=year), m) for m in few)] for year in policy.years]
    title = w("The nation, year by year", "全国逐年效果")
    data = [
        [
            year,
            m["measure"],
            m["unit"],
            e["base"],
            e["policy"],
            e["effect"]["mean"],
            e["effect"]["half_width"],
            e["told"],
        ]
        for year in policy.years
        for m in measures
        for e in [policy.at(m["measure"], year=year)]
    ]
    link = csv_link(
        f"nation_{policy.index}", "year measure unit base policy effect half_width told".split(), data, title
    )
    return tag("h3", escape(title) + " " + link) + table(
        [w("year", "年份")] + [policy.heading(m) for m in few], rows, "", title, "numbers"
    )


def asked_for(policy):
    """The policies of the scenario as it was resolved, and what its author says of it."""
    yaml, w = policy.found["origin"]["policy_yaml"], policy.words
    described = re.search(r'^description: \{en: ("(?:[^"\\]|\\.)*"), zh: ("(?:[^"\\]|\\.)*")\}$', yaml, re.M)
    out = ""
    if described:
        try:
            out = tag("p", escape(json.loads(described[1 if w.language == "en" else 2])))
        except ValueError:
            pass
    block = re.search(r"^policies:\n((?:[ -].*\n?)+)", yaml, re.M)
    return out + (
        tag("pre", escape("policies:\n" + block[1].rstrip()), tabindex="0", aria_label=w("the policies", "政策"))
        if block
        else ""
    )


def section(policy, several, shapes):
    w = policy.words
    heading = policy.title if several else w("What the policy does", "政策效果")
    parts = [
        tag("h2", escape(heading)),
        (
            tag(
                "p",
                escape(policy.sentence() + (" " if w.language == "en" else "") + policy.money_sentence()),
                class_="lead",
            )
            if several
            else ""
        ),
        cards(policy) if several else "",
        tag("h3", escape(w("What was asked", "政策内容"))),
        asked_for(policy),
        tag("h3", escape(w("The nation over time", "全国：逐年效果"))),
        tag(
            "p", escape(w("Policy less base; the band is the interval of each year.", "政策减基准；色带为各年的区间。")), class_="mute"
        ),
        national_paths(policy),
        tag("h3", escape(w("Where", "在哪里"))),
        maps(policy, shapes),
        winners_and_losers(policy),
        contributions(policy),
        tag("h3", escape(w("Who pays, who receives", "谁出资，谁得到"))),
        who_pays(policy),
        by_province(policy),
        by_person(policy),
        by_industry(policy),
        by_year(policy),
    ]
    return tag("section", "".join(parts), id=f"policy-{policy.index}")
