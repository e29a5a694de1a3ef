// The workbench: what is asked on the left, what was found on the right. Everything that is a fact comes from the program.
"use strict";

const $ = (id) => document.getElementById(id);
const kept = "jiuzhou";
let about = null, state = null, jobs = [], shown = null, results = {}, checks = {}, timer = 0, serial = 0;

const W = (en, zh) => (state.lang === "zh" ? zh : en);
const name = (thing) => W(thing.en ?? thing.name_en, thing.zh ?? thing.name_zh);

function make(tag, given = {}, ...content) {
  const e = document.createElement(tag);
  for (const [key, value] of Object.entries(given))
    if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled") e[key] = value;
    else if (value != null) e.setAttribute(key, value);
  e.append(...content.flat(Infinity).filter((c) => c != null));
  return e;
}

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

// ---- state ------------------------------------------------------------------------------------------------------------

const base = () => about.bases.find((b) => b.file === state.base) ?? about.bases[0];
const pack = () => about.packs[base().pack];
const instrument = (type) => about.instruments.find((i) => i.type === type);

function fresh_policy() {
  const years = quarters();
  return { type: "fiscal_transfer", where: [], to: [], from: years.includes("2026Q1") ? "2026Q1" : years[0], until: "", ramp: "4", when: { indicator: "", sign: ">", value: "" }, values: {} };
}
const fresh_package = (n) => ({ name: W(`Package ${n}`, `方案${n}`), text: null, policies: [fresh_policy()] });

function fresh(lang) {
  state = { lang, base: about.bases[0].file, until: "2030Q4", weight: 10000, seeds: 4, packages: [] };
  if (!quarters().includes(state.until)) state.until = base().until;
  state.packages.push(fresh_package(1));
}

function quarters() {
  const out = [];
  for (let y = +base().from.slice(0, 4); y <= +base().until.slice(0, 4); ++y)
    for (let q = 1; q <= 4; ++q) out.push(`${y}Q${q}`);
  return out.filter((q) => q >= base().from && q <= base().until);
}

// Kept in the browser at every change; a window that comes second begins with what is kept.
function keep() {
  try { localStorage.setItem(kept, JSON.stringify(state)); } catch { /* a private window */ }
}

function changed(redraw = true) {
  keep();
  if (redraw) draw_ask(); else draw_words();
  clearTimeout(timer);
  timer = setTimeout(check, 400);
}

// ---- YAML -------------------------------------------------------------------------------------------------------------

const quoted = (text) => JSON.stringify(text);

function where_of(codes) {
  const kinds = { region: [], block: [], area: [] };
  for (const code of codes) { const [kind, rest] = code.split(":"); kinds[kind].push(rest); }
  const used = Object.entries(kinds).filter(([, list]) => list.length);
  if (used.length === 1) return `{${used[0][0]}: [${used[0][1].join(", ")}]}`;
  return `{or: [${used.map(([kind, list]) => `{${kind}: [${list.join(", ")}]}`).join(", ")}]}`;
}

function policy_yaml(p) {
  const out = [`  - type: ${p.type}`];
  if (p.where.length) out.push(`    where: ${where_of(p.where)}`);
  if (instrument(p.type).needs_to && p.to.length) out.push(`    to: ${where_of(p.to)}`);
  out.push(`    from: ${p.from}`);
  if (p.until) out.push(`    until: ${p.until}`);
  if (+p.ramp > 0) out.push(`    ramp: ${+p.ramp} ${+p.ramp === 1 ? "quarter" : "quarters"}`);
  if (p.when.indicator && p.when.value.trim()) out.push(`    when: ${p.when.indicator} ${p.when.sign} ${p.when.value.trim()}`);
  for (const field of instrument(p.type).parameters) {
    const value = (p.values[field.name] ?? "").trim();
    if (value) out.push(`    ${field.name}: ${with_unit(value, field)}`);
  }
  return out.join("\n");
}

// A bare number is meant in the unit beside the field; who writes a unit is believed, and checked by the program.
function with_unit(value, field) {
  if (field.type === "boolean") return value;
  if (!/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(value)) return value;
  return field.unit.includes("/") || /persons|yuan/.test(field.unit) ? `${value} ${field.unit}` : value;
}

function package_yaml(k) {
  const p = state.packages[k];
  if (p.text !== null) return p.text;
  return `extends: ${state.base}\ntitle: {en: ${quoted(p.name)}, zh: ${quoted(p.name)}}\npolicies:\n${p.policies.map(policy_yaml).join("\n")}\n`;
}

// ---- a sentence -------------------------------------------------------------------------------------------------------

function places(codes) {
  const names = codes.map((code) => {
    const [kind, rest] = code.split(":"), list = { region: pack().regions, block: pack().blocks, area: pack().areas }[kind];
    return name(list.find((x) => x.code === rest) ?? { en: rest, zh: rest });
  });
  return names.length ? names.join(W(", ", "、")) : W("the whole country", "全国");
}

const when_text = (q) => W(q, `${q.slice(0, 4)}年第${"一二三四"[+q[5] - 1]}季度`);

function sentence(p) {
  const i = instrument(p.type), given = i.parameters.filter((f) => (p.values[f.name] ?? "").trim());
  const strength = given.map((f) => {
    const value = p.values[f.name].trim(), bare = with_unit(value, f) !== value;
    if (f.type === "boolean") return value === "true" ? W(f.name, f.zh) : W(`not ${f.name}`, `不${f.zh}`);
    return W(`${f.name} ${value}${bare ? " " + f.unit : ""}`, `${f.zh}${value}${bare ? f.unit_zh : ""}`);
  });
  const to = i.needs_to ? W(` with ${places(p.to)}`, `，对象为${places(p.to)}`) : "";
  const ramp = +p.ramp > 0 ? W(`, in full after ${+p.ramp} quarters`, `，经${+p.ramp}个季度到位`) : "";
  const until = p.until ? W(` until ${p.until}`, `至${when_text(p.until)}`) : "";
  const trigger = about.indicators.find((x) => x.name === p.when.indicator);
  const when = trigger && p.when.value ? W(`, while ${trigger.doc} ${p.when.sign} ${p.when.value}`, `，当${trigger.zh}${p.when.sign}${p.when.value}时`) : "";
  const what = strength.length ? strength.join(W(", ", "，")) : W("no strength is given yet", "尚未给出力度");
  return W(`From ${p.from}${until}, in ${places(p.where)}${to}: ${i.doc} (${what})${ramp}${when}.`, `自${when_text(p.from)}起${until}，在${places(p.where)}实施${i.zh}${to}：${what}${ramp}${when}。`);
}

// ---- the left side ----------------------------------------------------------------------------------------------------

function select(value, entries, onchange, label) {
  const e = make("select", { onchange: (event) => onchange(event.target.value), "aria-label": label }, entries.map(([v, text]) => make("option", { value: v }, text)));
  e.value = value;
  return e;
}
const field = (text, note, control) => make("label", { class: "field" }, make("span", {}, text, note ? make("small", {}, note) : null), control);

function map_of(chosen, label) {
  const toggle = (code) => { const at = chosen.indexOf(code); if (at < 0) chosen.push(code); else chosen.splice(at, 1); changed(); };
  const button = (code, text) => make("button", { type: "button", "aria-pressed": chosen.includes(code), onclick: () => toggle(code), "data-code": code }, text);
  const groups = make("div", { class: "row" }, pack().blocks.map((b) => button(`block:${b.code}`, name(b))), chosen.length ? make("button", { type: "button", onclick: () => { chosen.length = 0; changed(); } }, W("everywhere", "全国")) : null);
  const areas = pack().areas.length ? select("", [["", W("add an area …", "添加区域……")], ...pack().areas.filter((a) => !chosen.includes(`area:${a.code}`)).map((a) => [a.code, name(a)])], (v) => v && toggle(`area:${v}`), W("areas", "区域")) : null;
  const picked = chosen.filter((c) => c.startsWith("area:")).map((c) => button(c, places([c])));
  const columns = Math.max(...pack().regions.map((r) => +r.col)) + 1, tiles = make("div", { class: "tiles", role: "group", "aria-label": label });
  const sheet = new CSSStyleSheet();  // places of tiles: rules, since the page allows no style attributes
  const id = `t${++serial}`;
  tiles.id = id;
  sheet.insertRule(`#${id}{grid-template-columns:repeat(${columns},minmax(0,1fr))}`);
  pack().regions.forEach((r, k) => {
    const tile = button(`region:${r.code}`, state.lang === "zh" ? r.zh : r.code);
    tile.title = name(r);
    tile.id = `${id}-${k}`;
    sheet.insertRule(`#${id}-${k}{grid-row:${+r.row + 1};grid-column:${+r.col + 1}}`);
    tiles.append(tile);
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return make("div", {}, groups, tiles, areas || picked.length ? make("div", { class: "row" }, areas, picked) : null);
}

function bounds(f) {
  const low = f.min == null ? "…" : f.min, high = f.max == null || f.max >= 1e7 ? "…" : f.max;
  const range = low === "…" && high === "…" ? "" : ` ${low}–${high}`;
  return `${W(f.unit, f.unit_zh)}${f.type === "boolean" ? "" : range}${state.lang === "en" ? ". " + f.doc : ""}`;
}

function value_field(p, f) {
  const label = W(f.name, f.zh), set = (v, redraw) => { p.values[f.name] = v; changed(redraw); };
  const plain = f.default == null ? "" : String(f.default);
  const control = f.type === "boolean"
    ? select(p.values[f.name] ?? "", [["", W(`base value: ${plain}`, `基准：${plain === "true" ? "是" : "否"}`)], ["true", W("yes", "是")], ["false", W("no", "否")]], (v) => set(v, true), label)
    : make("input", { value: p.values[f.name] ?? "", placeholder: plain, "data-field": f.name, oninput: (e) => set(e.target.value, false) });
  return field(label, bounds(f), control);
}

function policy_form(pack_at, k) {
  const p = state.packages[pack_at].policies[k], i = instrument(p.type);
  const strong = i.parameters.filter((f) => i.strengths.includes(f.name)), rest = i.parameters.filter((f) => !i.strengths.includes(f.name));
  const dates = quarters().map((q) => [q, q]);
  const indicators = [["", W("no condition", "无条件")], ...about.indicators.map((x) => [x.name, W(x.name, x.zh)])];
  return make("fieldset", {}, make("legend", {}, `${k + 1}. ${W(i.type, i.zh)}`),
    field(W("instrument", "政策工具"), null, select(p.type, about.instruments.map((x) => [x.type, W(x.type, x.zh)]), (v) => { p.type = v; p.values = {}; changed(); }, W("instrument", "政策工具"))),
    make("h3", {}, W("where", "在哪里")), map_of(p.where, W("where", "在哪里")),
    i.needs_to ? [make("h3", {}, W("with whom", "对象")), map_of(p.to, W("with whom", "对象"))] : null,
    make("h3", {}, W("how much", "力度")), (strong.length ? strong : rest).map((f) => value_field(p, f)),
    strong.length && rest.length ? make("details", { open: rest.some((f) => p.values[f.name]) ? "" : null }, make("summary", {}, W("more", "更多")), rest.map((f) => value_field(p, f))) : null,
    make("h3", {}, W("when", "何时")),
    field(W("from", "开始"), null, select(p.from, dates, (v) => { p.from = v; changed(); }, W("from", "开始"))),
    field(W("until", "结束"), null, select(p.until, [["", W("goes on", "持续")], ...dates], (v) => { p.until = v; changed(); }, W("until", "结束"))),
    field(W("quarters to full strength", "逐步到位（季）"), null, make("input", { type: "number", min: 0, max: 80, value: p.ramp, oninput: (e) => { p.ramp = e.target.value; changed(false); } })),
    field(W("only while", "触发条件"), null, select(p.when.indicator, indicators, (v) => { p.when.indicator = v; changed(); }, W("only while", "触发条件"))),
    p.when.indicator ? make("div", { class: "row" }, select(p.when.sign, [[">", ">"], ["<", "<"]], (v) => { p.when.sign = v; changed(); }, W("above or below", "高于或低于")), make("input", { value: p.when.value, "aria-label": W("threshold", "阈值"), placeholder: W("such as 5 %", "如 5 %"), oninput: (e) => { p.when.value = e.target.value; changed(false); } })) : null,
    make("div", { class: "row" },
      make("button", { type: "button", onclick: () => { p.values = {}; changed(); } }, W("reset to base values", "恢复基准值")),
      make("button", { type: "button", onclick: () => { state.packages[pack_at].policies.splice(k, 1); changed(); } }, W("remove this policy", "删除此政策"))));
}

function package_form(k) {
  const p = state.packages[k];
  const load = make("input", { type: "file", accept: ".yaml,.yml", "aria-label": W("load YAML", "载入YAML"), onchange: async (e) => {
    const file = e.target.files[0];
    if (!file) return;
    p.text = await file.text();
    p.name = file.name.replace(/\.ya?ml$/, "");
    changed();
  } });
  const save = make("button", { type: "button", onclick: () => {
    const link = make("a", { href: URL.createObjectURL(new Blob([package_yaml(k)], { type: "text/yaml" })), download: `${p.name}.yaml` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  } }, W("save YAML", "保存YAML"));
  const body = p.text === null ? [
    p.policies.map((_, n) => policy_form(k, n)),
    make("div", { class: "row" }, make("button", { type: "button", onclick: () => { p.policies.push(fresh_policy()); changed(); } }, W("add a policy", "添加政策")),
      make("button", { type: "button", onclick: () => { p.text = package_yaml(k); changed(); } }, W("edit as text", "以文本编辑")))]
    : [make("textarea", { value: p.text, spellcheck: "false", "aria-label": "YAML", oninput: (e) => { p.text = e.target.value; changed(false); } }),
      make("div", { class: "row" }, make("button", { type: "button", onclick: () => { p.text = null; if (!p.policies.length) p.policies.push(fresh_policy()); changed(); } }, W("back to the form", "返回表单")))];
  return make("section", { "data-package": k },
    make("h2", {}, `${k + 1}. ${p.name}`),
    field(W("name", "名称"), null, make("input", { value: p.name, oninput: (e) => { p.name = e.target.value; changed(false); } })), body,
    make("div", { class: "row" }, load, save, state.packages.length > 1 ? make("button", { type: "button", onclick: () => { state.packages.splice(k, 1); checks = {}; changed(); } }, W("remove this package", "删除此方案")) : null),
    make("div", { id: `words-${k}` }));
}

function draw_ask() {
  const at = document.activeElement, held = at && at.id ? at.id : null;
  document.adoptedStyleSheets = [];
  serial = 0;
  $("title").textContent = W("Jiuzhou workbench", "九州政策工作台");
  document.title = $("title").textContent;
  document.documentElement.lang = W("en", "zh-CN");
  for (const lang of ["zh", "en"]) $(lang).setAttribute("aria-pressed", state.lang === lang);
  const set = (key) => (v) => { state[key] = v; changed(); };
  $("ask").replaceChildren(
    make("section", {}, make("h2", {}, W("Compared with", "对照")),
      field(W("base scenario", "基准情景"), null, select(state.base, about.bases.map((b) => [b.file, name(b)]), (v) => { state.base = v; for (const p of state.packages) for (const q of p.policies) { q.where = []; q.to = []; q.from = quarters().includes(q.from) ? q.from : quarters()[0]; q.until = ""; } if (!quarters().includes(state.until)) state.until = base().until; changed(); }, W("base scenario", "基准情景"))),
      field(W("until", "运行至"), null, select(state.until, quarters().filter((q) => q.endsWith("Q4")).map((q) => [q, q]), set("until"), W("until", "运行至"))),
      field(W("people an agent stands for", "每个主体代表人数"), W("finer is slower and less noisy", "越细越慢，噪声越小"), select(String(state.weight), ["100", "1000", "4000", "10000"].map((w) => [w, w]), (v) => set("weight")(+v), W("weight", "权重"))),
      field(W("pairs of runs", "成对运行数"), W("more make intervals narrower", "越多区间越窄"), select(String(state.seeds), ["2", "4", "8", "16"].map((w) => [w, w]), (v) => set("seeds")(+v), W("pairs of runs", "成对运行数")))),
    ...state.packages.map((_, k) => package_form(k)),
    make("div", { class: "row" }, make("button", { type: "button", onclick: () => { state.packages.push(fresh_package(state.packages.length + 1)); changed(); } }, W("add a package", "添加方案")),
      make("button", { id: "run", type: "button", class: "main", onclick: start }, W("Run", "运行"))),
    make("p", { id: "refused", class: "bad", role: "alert" }));
  draw_words();
  if (held && $(held)) $(held).focus();
}

function draw_words() {
  state.packages.forEach((p, k) => {
    const found = checks[k], where = $(`words-${k}`);
    if (!where) return;
    const plain = p.text === null ? make("div", { class: "plain" }, p.policies.map((q) => make("div", {}, sentence(q)))) : null;
    const said = found ? make("pre", { class: found.ok ? "" : "wrong", tabindex: 0, "aria-label": W("what the program says", "程序检查结果"), "data-ok": found.ok }, found.ok ? found.text.split(/\n  (values|取值)/)[0].trim() : found.text.trim()) : make("p", { class: "mute" }, W("checking …", "检查中……"));
    where.replaceChildren(...[plain, p.text === null ? make("details", {}, make("summary", {}, "YAML"), make("pre", { tabindex: 0, "aria-label": "YAML" }, package_yaml(k))) : null, said].filter(Boolean));
  });
}

async function check() {
  const asked = state.packages.map((_, k) => package_yaml(k)), now = ++check.serial;
  for (const [k, yaml] of asked.entries()) {
    let found;
    try { found = await ask("check", { yaml, base: state.base, lang: state.lang }); } catch (e) { found = { ok: false, text: e.message }; }
    if (now !== check.serial) return;  // something was changed since
    checks[k] = found;
  }
  draw_words();
}
check.serial = 0;

async function start() {
  $("refused").textContent = "";
  try {
    const found = await ask("run", { base: state.base, until: state.until, weight: state.weight, seeds: state.seeds, packages: state.packages.map((p, k) => ({ name: p.name, yaml: package_yaml(k) })) });
    shown = found.id;
    await look();
  } catch (e) {
    $("refused").textContent = e.message;
  }
}

// ---- the right side ---------------------------------------------------------------------------------------------------

const headline = ["real_gdp", "employment", "real_income_per_head", "theil_total"];
const signed = (x, digits) => (x == null ? "–" : (x >= 0 ? "+" : "−") + Math.abs(x).toFixed(digits));

function shown_effect(c, measure) {
  const year = c.years.at(-1), e = c.effects.find((x) => x.kind === "nation" && x.year === year && x.measure === measure.measure);
  if (!e) return null;
  const [part, scale, unit, digits] = measure.is_relative ? [e.percent, 1, "%", 2] : measure.unit === "share" ? [e.effect, 100, W(" pp", "个百分点"), 2] : [e.effect, 1, "", 5];
  const half = part.half_width == null ? null : part.half_width * scale;
  return { mean: part.mean * scale, half, unit, digits, told: e.told, text: `${e.told ? "" : "~ "}${signed(part.mean * scale, digits)}${half == null ? "" : " ± " + half.toFixed(digits)}${unit}` };
}

function cards(c) {
  return make("ul", { class: "cards" }, headline.map((m) => c.measures.find((x) => x.of === "place" && x.measure === m)).filter(Boolean).map((m) => {
    const e = shown_effect(c, m);
    return e && make("li", {}, make("span", {}, name(m)), make("b", {}, signed(e.mean, e.digits) + e.unit), make("span", {}, (e.half == null ? "" : `± ${e.half.toFixed(e.digits)}${e.unit}`) + (e.told ? "" : W(", not told from zero", "，与零无法区分"))));
  }));
}

function found_table(list) {
  const year = list[0].years.at(-1), titles = list.map((c) => W(c.policy, c.policy_zh));
  const money = (x) => (x === 0 ? W("none", "无") : W(`${(x / 1e9).toFixed(1)} bn`, `${(x / 1e8).toFixed(1)}亿`));
  const rows = list[0].measures.filter((m) => m.of === "place" && shown_effect(list[0], m)).map((m) => make("tr", {}, make("th", { scope: "row" }, name(m)), list.map((c) => { const e = shown_effect(c, m); return make("td", { class: e && e.told ? "told" : "quiet" }, e ? e.text : "–"); })));
  const cost = make("tr", {}, make("th", { scope: "row" }, W("public cost so far, yuan", "累计公共资金（元）")), list.map((c) => make("td", {}, money(c.costs.at(-1).so_far))));
  return make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": W("effects", "效果") }, make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, W(`nation in ${year}`, `${year}年全国`)), titles.map((t) => make("th", { scope: "col" }, t)))), make("tbody", {}, cost, rows)));
}

function job_view(j) {
  const names = j.asked.packages.map((p) => p.name).join(W(", ", "、")), parts = [make("h2", {}, names)];
  const words = { waiting: W("waits for another computation", "等待其他计算"), running: W("running", "运行中"), done: W("done", "完成"), stopped: W("stopped; the same again goes on where it was", "已停止；再次运行将从中断处继续"), failed: W("failed", "失败") };
  parts.push(make("p", { class: "mute", "data-state": j.state }, `${words[j.state]}${j.of ? ` · ${j.done}/${j.of}` : ""} · ${W("until", "至")} ${j.asked.until} · 1:${j.asked.weight} · ${j.asked.seeds} ${W("pairs", "对")}`));
  if (j.state === "running" || j.state === "waiting")
    parts.push(make("progress", { max: j.of || 1, value: j.done, "aria-label": W("progress", "进度") }), make("p", { class: "mute" }, j.line), make("button", { type: "button", "data-stop": j.id, onclick: () => ask("stop", { id: j.id }).then(look) }, W("Stop", "停止")));
  if (j.state === "failed") parts.push(make("pre", { class: "wrong", tabindex: 0, "aria-label": W("what the program says", "程序输出") }, j.log));
  const list = results[j.id];
  if (j.state === "done" && list) {
    if (list.length === 1) parts.push(cards(list[0]));
    else parts.push(...list.flatMap((c) => [make("h3", {}, W(c.policy, c.policy_zh)), cards(c)]));
    parts.push(make("p", { class: "mute" }, W("± half width of the 95 % interval; ~ not told from zero.", "±为95%区间半宽；~ 与零无法区分。") + (base().pack.startsWith("china") ? W(" Data do not cover Hong Kong, Macao and Taiwan.", "数据不含港澳台。") : "")), found_table(list),
      make("p", {}, make("a", { href: `report/${j.id}/${state.lang}`, target: "_blank", rel: "noopener", "data-report": j.id }, W("Open the report", "打开报告"))));
  }
  parts.push(make("details", {}, make("summary", {}, W("the command that does this", "对应的命令")), make("pre", { tabindex: 0, "aria-label": W("command", "命令") }, j.command.map((w) => (/^[\w./=:-]+$/.test(w) ? w : `'${w}'`)).join(" "))));
  return make("article", { "data-job": j.id }, parts);
}

function draw_answer() {
  const order = [...jobs].sort((a, b) => (b.id === shown) - (a.id === shown));
  const open = new Set([...document.querySelectorAll("#answer details[open]")].map((d) => d.closest("[data-job]").dataset.job));
  $("answer").replaceChildren(...(order.length ? order.map(job_view) : [make("section", {}, make("p", {}, W("Choose what to do on the left and run it: the answer comes here, with its interval.", "在左侧选择政策并运行，结果及其区间将显示在这里。")))]));
  for (const d of document.querySelectorAll("#answer details")) d.open = open.has(d.closest("[data-job]").dataset.job);
}

let before = "";
async function look() {
  try {
    jobs = await ask("jobs");
    for (const j of jobs) if (j.state === "done" && !results[j.id]) results[j.id] = await ask(`result/${j.id}`);
    const now = JSON.stringify([jobs, state.lang]);
    if (now !== before) draw_answer();
    before = now;
    $("refused").dataset.gone = "";
  } catch {
    $("refused").textContent = W("The server does not answer. Start scripts/explorer again: nothing is lost.", "服务器没有响应。请重新启动 scripts/explorer，数据不会丢失。");
  }
  clearTimeout(look.timer);
  look.timer = setTimeout(look, jobs.some((j) => j.state === "running" || j.state === "waiting") ? 500 : 3000);
}

async function begin() {
  about = await ask("about");
  try { state = JSON.parse(localStorage.getItem(kept)); } catch { state = null; }
  if (!state || !about.bases.some((b) => b.file === state.base) || !state.packages?.every((p) => p.policies?.every((q) => instrument(q.type)))) fresh(about.lang);
  for (const lang of ["zh", "en"]) $(lang).addEventListener("click", () => { state.lang = lang; changed(); draw_answer(); });
  changed();
  await look();
  document.body.dataset.ready = "";
}
begin();
