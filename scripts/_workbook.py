"""The tables of a report as a workbook: names beside codes, numbers as numbers, what is not told from zero in grey."""

from _python import need

need("xlsxwriter")

import datetime

import xlsxwriter


def write(path, policies, words, payers, facts):
    """`policies`: those of scripts/report; `payers`: names of sectors; `facts`: (name, text) about where it comes from."""
    book = xlsxwriter.Workbook(path, {"in_memory": True, "nan_inf_to_errors": False})
    # No time of its making: the same numbers give the same file.
    book.set_properties({"title": words.listed([p.title for p in policies]), "author": "jiuzhou", "created": datetime.datetime(2000, 1, 1)})
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE7F0", "text_wrap": True, "valign": "top"}),
        "told": book.add_format({"num_format": "+0.00;-0.00;0.00", "bold": True}),
        "quiet": book.add_format({"num_format": "+0.00;-0.00;0.00", "font_color": "#6B757F"}),
        "half": book.add_format({"num_format": "0.00"}),
        "plain": book.add_format({"num_format": "#,##0.00"}),
        "small": book.add_format({"num_format": "+0.00000;-0.00000;0.00000"}),
    }
    w = words
    effects(book, styles, policies, w, w("Nation", "全国"), ("nation",), "place", every_year=True)
    effects(book, styles, policies, w, w("Regions", "分地区"), ("block", "province"), "place")
    effects(book, styles, policies, w, w("People", "分人群"), ("household", "group"), "person")
    effects(book, styles, policies, w, w("Industries", "分行业"), ("sector", "industry"), "industry")
    money(book, styles, policies, w, payers)
    prices(book, styles, policies, w)
    sheet = book.add_worksheet(w("About", "说明"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    for row, (name, text) in enumerate(facts):
        sheet.write_string(row, 0, name, styles["head"])
        sheet.write_string(row, 1, text)
    book.close()


def start(book, styles, title, head, widths):
    sheet = book.add_worksheet(title)
    for column, (name, width) in enumerate(zip(head, widths)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, styles["head"])
    return sheet


def finish(sheet, rows, columns):
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, rows, columns - 1)


def number(sheet, row, column, value, style):
    if value is None:
        sheet.write_blank(row, column, None)
    else:
        sheet.write_number(row, column, value, style)


def effects(book, styles, policies, w, title, kinds, of, every_year=False):
    head = [
        w("policy", "方案"),
        w("year", "年份"),
        w("code", "代码"),
        {"place": w("place", "地区"), "industry": w("industry", "行业"), "person": w("group", "分组")}[of],
        w("measure", "指标"),
        w("base", "基准"),
        w("policy", "政策"),
        w("unit", "单位"),
        w("effect", "效果"),
        w("half width of the interval", "区间半宽"),
        w("unit of the effect", "效果单位"),
        w("told from zero", "可与零区分"),
    ]
    sheet = start(book, styles, title, head, (28, 7, 12, 22, 24, 18, 18, 24, 12, 12, 10, 12))
    row = 0
    for p in policies:
        for e in p.found["effects"]:
            if e["kind"] not in kinds or (e["year"] != p.last and not every_year):
                continue
            measure = p.measure(e["measure"], of)
            mean, half, unit, digits = p.shown(e, measure)
            row += 1
            sheet.write_string(row, 0, p.title)
            sheet.write_number(row, 1, e["year"])
            for column, text in (
                (2, e["place"]),
                (3, w.name(e)),
                (4, w.name(measure)),
                (7, measure["unit"]),
                (10, unit.strip()),
                (11, w("yes", "是") if e["told"] else w("no", "否")),
            ):
                sheet.write_string(row, column, text)
            number(sheet, row, 5, e["base"], None)
            number(sheet, row, 6, e["policy"], None)
            number(sheet, row, 8, mean, styles["small"] if digits > 2 else styles["told" if e["told"] else "quiet"])
            number(sheet, row, 9, half, styles["small"] if digits > 2 else styles["half"])
    finish(sheet, row, len(head))


def money(book, styles, policies, w, payers):
    head = [
        w("policy", "方案"),
        w("year", "年份"),
        w("sector or province", "部门或地区"),
        w("role", "角色"),
        w("in the year, bn yuan", "当年（亿元）"),
        w("so far, bn yuan", "累计（亿元）"),
    ]
    sheet = start(book, styles, w("Money", "资金"), head, (28, 7, 18, 12, 16, 16))
    scale = 1e9 if w.language == "en" else 1e8
    row = 0
    for p in policies:
        names = {q["place"]: w.name(q) for q in p.places("province")}
        for y in p.found["costs"]:
            lines = [(w("all policies", "全部政策"), w("cost", "支出"), y["in_year"], y["so_far"])]
            for key, role in (("payers", w("pays", "出资")), ("recipients", w("receives", "得到"))):
                lines += [(w(*payers.get(f["of"], (f["of"],) * 2)), role, f["in_year"], f["so_far"]) for f in y[key]]
            lines += [
                (names.get(f["of"], f["of"]), w("receives", "得到"), f["in_year"], f["so_far"])
                for f in y["receiving_provinces"]
            ]
            for name, role, in_year, so_far in lines:
                if not so_far:
                    continue
                row += 1
                for column, value in ((0, p.title), (2, name), (3, role)):
                    sheet.write_string(row, column, value)
                sheet.write_number(row, 1, y["year"])
                sheet.write_number(row, 4, in_year / scale, styles["plain"])
                sheet.write_number(row, 5, so_far / scale, styles["plain"])
    finish(sheet, row, len(head))


def prices(book, styles, policies, w):
    names = {
        "job_year": ("job-years gained", "就业人年增量"),
        "yuan_of_gdp": ("yuan of real GDP gained", "实际生产总值增量（元）"),
        "discounted_gdp": ("the same, discounted", "同上（折现）"),
        "theil": ("fall of the Theil index", "泰尔指数降幅"),
    }
    head = [
        w("policy", "方案"),
        w("year", "年份"),
        w("gain", "收益"),
        w("gained", "增量"),
        w("half width of the interval", "区间半宽"),
        w("cost, base-year yuan", "成本（基期价，元）"),
        w("yuan for one of it", "单位成本（元）"),
    ]
    sheet = start(book, styles, w("Prices", "单位成本"), head, (28, 7, 24, 22, 22, 22, 18))
    row = 0
    for p in policies:
        for y in p.found["costs"]:
            for g in y["gains"]:
                row += 1
                sheet.write_string(row, 0, p.title)
                sheet.write_number(row, 1, y["year"])
                sheet.write_string(row, 2, w(*names.get(g["name"], (g["words"],) * 2)))
                number(sheet, row, 3, g["gained"]["mean"], None)
                number(sheet, row, 4, g["gained"]["half_width"], None)
                number(sheet, row, 5, g["cost"], styles["plain"])
                number(sheet, row, 6, g["price"] if g["gained"]["within_noise"] is False else None, styles["plain"])
    finish(sheet, row, len(head))
