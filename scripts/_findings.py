"""What comparisons of a policy with its base found, and how it is said, in English and Chinese."""

from html import escape

from _figures import csv_link, plain, signed, table, tag


class Policy:
    """One comparison, and how its numbers are said."""

    def __init__(self, found, words, index):
        self.found, self.words, self.index = found, words, index
        self.title = found["policy_zh"] if words.language == "zh" else found["policy"]
        self.years, self.last = found["years"], found["years"][-1]
        self.measures = {(m["of"], m["measure"]): m for m in found["measures"]}
        self.effects = {(e["kind"], e["place"], e["measure"], e["year"]): e for e in found["effects"]}
        self.pairs = len(found["seeds"])
        self.costs = found["costs"][-1]
        self.gains = {g["name"]: g for g in self.costs["gains"]}

    def places(self, kind):
        return [p for p in self.found["places"] if p["kind"] == kind]

    def at(self, measure, kind="nation", place="nation", year=None):
        return self.effects.get((kind, place, measure, year or self.last))

    def measure(self, name, of="place"):
        return self.measures.get((of, name))

    def of_places(self):
        """Measures that provinces have."""
        first = self.places("province")
        return [
            m
            for m in self.found["measures"]
            if m["of"] == "place" and first and self.at(m["measure"], "province", first[0]["place"])
        ]

    def national(self):
        return [m for m in self.found["measures"] if m["of"] == "place" and self.at(m["measure"])]

    def shown(self, effect, measure):
        """Mean and half width as they are printed, the unit, and digits."""
        if measure["is_relative"]:
            return effect["percent"]["mean"], effect["percent"]["half_width"], "%", 2
        scale, unit, digits = (100, self.words(" pp", "个百分点"), 2) if measure["unit"] == "share" else (1, "", 5)
        mean, half = effect["effect"]["mean"], effect["effect"]["half_width"]
        return (None if mean is None else scale * mean), (None if half is None else scale * half), unit, digits

    def text(self, effect, measure, with_unit=True):
        mean, half, unit, digits = self.shown(effect, measure)
        if mean is None:
            return "–"
        out = (
            signed(mean, digits)
            + (f" ± {plain(half, digits)}" if half is not None else "")
            + (unit if with_unit else "")
        )
        return out if effect["told"] else "~ " + out

    def cell(self, effect, measure):
        if effect is None:
            return "–"
        return escape(self.text(effect, measure, with_unit=False)), "told" if effect["told"] else "quiet"

    def unit(self, measure):
        return "%" if measure["is_relative"] else self.words("pp", "百分点") if measure["unit"] == "share" else ""

    def heading(self, measure):
        unit = self.unit(measure)
        return self.words.name(measure) + (self.words(f", {unit}", f"（{unit}）") if unit else "")

    def sentence(self, measure_name="real_gdp"):
        """What was found about a national measure, with its interval."""
        e, m, w = self.at(measure_name), self.measure(measure_name), self.words
        mean, half, unit, digits = self.shown(e, m)
        name = w.name(m)
        if half is None:
            return w(
                (
                    f"One pair of runs gives {signed(mean, digits)}{unit} for {name} in {self.last}; how much of it is"
                    " luck cannot be said."
                ),
                f"只有一对运行：{self.last}年全国{name}变动{signed(mean, digits)}{unit}，其中多少出于偶然无法判断。",
            )
        span = w(
            f"{signed(mean - half, digits)} to {signed(mean + half, digits)}{unit}",
            f"{signed(mean - half, digits)}至{signed(mean + half, digits)}{unit}",
        )
        level = plain(100 * self.found["level"], 0)
        if not e["told"]:
            return w(
                (
                    f"In {self.last} the change of national {name} ({signed(mean, digits)}{unit}; {level} % interval"
                    f" {span}) is not told from zero."
                ),
                f"{self.last}年全国{name}的变动（{signed(mean, digits)}{unit}，{level}%区间{span}）与零无法区分。",
            )
        verb = w("higher" if mean > 0 else "lower", "提高" if mean > 0 else "降低")
        return w(
            (
                f"In {self.last} national {name} is {plain(abs(mean), digits)}{unit} {verb} than without the policy"
                f" ({level} % interval {span})."
            ),
            f"{self.last}年全国{name}比基准{verb}{plain(abs(mean), digits)}{unit}（{level}%区间{span}）。",
        )

    def has_cost(self):
        return any(abs(y["so_far"]) > 0 for y in self.found["costs"])

    def money_sentence(self):
        w = self.words
        if not self.has_cost():
            return w("It takes no public money.", "不需要公共资金。")
        said = w(
            (
                f"It takes {w.big(self.costs['so_far'], 'yuan')} of public money to the end of {self.last} (current"
                " prices)."
            ),
            f"到{self.last}年末累计使用公共资金{w.big(self.costs['so_far'], 'yuan')}（现价）。",
        )
        price = self.price("discounted_gdp")
        if price:
            rate = plain(100 * self.found["discount"], 0)
            said += w(
                f" A yuan of it goes with {price} yuan of real GDP, both discounted at {rate} % a year.",
                f"每1元公共资金对应的实际生产总值增量为{price}元（均按年率{rate}%折现）。",
            )
        return said

    def price(self, name):
        """GDP for a yuan, or yuan for one of it, with its interval; nothing where it is not told from zero."""
        g = self.gains.get(name)
        if (
            not g
            or g["gained"]["half_width"] is None
            or g["gained"]["within_noise"]
            or not g["cost"] > 0
            or g["gained"]["mean"] <= 0
        ):
            return None
        mean, half, cost = g["gained"]["mean"], g["gained"]["half_width"], g["cost"]
        if name == "discounted_gdp":
            low, middle, high = (x / cost for x in (mean - half, mean, mean + half))
            return f"{plain(middle, 2)} ({plain(low, 2)}–{plain(high, 2)})"
        unit = 0.001 if name == "theil" else 1
        low, middle, high = (unit * cost / x for x in (mean + half, mean, mean - half))
        return f"{self.words.big(middle)} ({self.words.big(low)}–{self.words.big(high)})"

    def return_span(self):
        g = self.gains.get("discounted_gdp")
        if self.price("discounted_gdp") is None:
            return None
        return tuple((g["gained"]["mean"] + s * g["gained"]["half_width"]) / g["cost"] for s in (-1, 0, 1))

    def told(self, measure_name, sign, kind="province"):
        out = []
        for p in self.places(kind):
            e = self.at(measure_name, kind, p["place"])
            if e and e["told"] and (e["percent"]["mean"] or 0) * sign > 0:
                out.append((abs(e["percent"]["mean"]), self.words.name(p)))
        return [name for _, name in sorted(out, reverse=True)]


def sentence_case(text):
    return text[:1].upper() + text[1:]


def winners(policy, measure_name="real_gdp"):
    w, name = policy.words, policy.words.name(policy.measure(measure_name))
    if policy.pairs == 1:
        return w(f"{sentence_case(name)}: one pair of runs names no province", f"{name}：只有一对运行，不能指认任何省份")
    up, down = policy.told(measure_name, 1), policy.told(measure_name, -1)

    def part(names, en, zh):
        some = w.listed(names[:6]) + (w(" …", "等") if len(names) > 6 else "")
        return w(
            f"{en} in {len(names)}" + (f" ({some})" if names else ""),
            f"{len(names)}个{zh}" + (f"（{some}）" if names else ""),
        )

    rest = len(policy.places("province")) - len(up) - len(down)
    return w(
        f"{sentence_case(name)}: {part(up, 'higher', '')}, {part(down, 'lower', '')}, not told from zero in {rest}",
        f"{name}：{part(up, '', '上升')}，{part(down, '', '下降')}，{rest}个与零无法区分",
    )


# ---- parts of the page ----------------------------------------------------------------------------------------------


def packages(policies, words):
    """Several policies beside each other, the best return first."""
    told = [p for p in policies if p.return_span()]
    told.sort(key=lambda p: -p.return_span()[1])
    order = told + [p for p in policies if p not in told]
    last, first = order[0].last, order[0]
    rows = [
        [words("public cost so far, current prices", "累计公共资金（现价）")]
        + [words.big(p.costs["so_far"], "yuan") if p.has_cost() else words("none", "无") for p in order]
    ]
    rows.append(
        [words("the same at base-year prices", "同上（基期价）")]
        + [words.big(p.costs["gains"][0]["cost"], "yuan") if p.costs["gains"] and p.has_cost() else "–" for p in order]
    )
    for m in first.national():
        rows.append([first.heading(m)] + [p.cell(p.at(m["measure"]), m) for p in order])
    rows.append(
        [words("provinces whose real GDP rose / fell", "实际生产总值上升 / 下降的省份")]
        + [f"{len(p.told('real_gdp', 1))} / {len(p.told('real_gdp', -1))}" for p in order]
    )
    prices = (
        (
            "discounted_gdp",
            f"real GDP for a yuan, discounted at {plain(100 * first.found['discount'], 0)} %",
            f"每元对应的实际生产总值（按{plain(100 * first.found['discount'], 0)}%折现，元）",
        ),
        ("job_year", "yuan for a job-year", "每增加一个就业人年的成本（元）"),
        ("theil", "yuan for 0.001 less of the Theil index", "泰尔指数每降低0.001的成本（元）"),
    )
    for name, en, zh in prices:
        rows.append(
            [words(en, zh)]
            + [
                p.price(name) or (words("no public cost", "无公共资金") if not p.has_cost() else words("not told", "无法判断"))
                for p in order
            ]
        )
    head = [words(f"nation in {last}", f"{last}年全国")] + [p.title for p in order]
    caption = escape(words("± is the interval of the mean; ~ not told from zero", "±为均值的区间半宽；~ 与零无法区分"))
    data = [[str(c[0] if isinstance(c, tuple) else c) for c in row] for row in rows]
    title = verdict(told, order, words)
    return (
        tag(
            "section",
            tag("h2", escape(words("Which package is worth more", "哪个方案更合算")))
            + tag("p", escape(title), class_="lead")
            + table(head, rows, caption, words("packages beside each other", "方案对比"), "packages")
            + csv_link("packages", head, data, words("packages", "方案对比")),
            id="packages",
        ),
        title,
    )


def verdict(told, order, words):
    if not told:
        return words("No package has a return on public money that is told from zero.", "没有一个方案的公共资金回报可与零区分。")
    best = told[0]
    span = best.price("discounted_gdp")
    said = words(
        (
            f"“{best.title}” has the highest real GDP for a yuan of public money, {span}, of those that can be told"
            " from zero."
        ),
        f"在可与零区分的方案中，“{best.title}”每元公共资金对应的实际生产总值最高：{span}元。",
    )
    if len(told) > 1:
        other = told[1]
        if best.return_span()[0] > other.return_span()[2]:
            said += words(
                f" The next, “{other.title}”, has {other.price('discounted_gdp')}: the intervals are apart.",
                f"其次为“{other.title}”：{other.price('discounted_gdp')}元，两者区间不重叠。",
            )
        else:
            said += words(
                (
                    f" The interval of the next, “{other.title}”, {other.price('discounted_gdp')}, overlaps with it:"
                    " which of the two is better cannot be said."
                ),
                f"其次为“{other.title}”：{other.price('discounted_gdp')}元，两者区间重叠，孰优无法判断。",
            )
    rest = [p.title for p in order if p not in told]
    if rest:
        said += words(f" Not told: {words.listed(rest)}.", f"无法判断的：{words.listed(rest)}。")
    return said
