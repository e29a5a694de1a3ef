#include "sim/text/chinese_errors.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "sim/text/language.hpp"

namespace jiuzhou {

namespace {

// `{}` stands for any text, the k-th for {k} of the Chinese form; {k*} is itself a message.
struct Form {
  std::string_view en, zh;
};

// What may follow a message, from the end.
constexpr Form endings[]{
    {"; did you mean {}?", "；是否想写{0}？"},
    {"; allowed: {}", "；可用：{0}"},
    {"; nothing was run or written", "；没有运行，也没有写入任何文件"},
    {"; nothing was written", "；没有写入任何文件"},
    {"; to divide the cost write {}", "；若要分担费用，请写{0}"},
    {"; {} is a full-width sign; write ':' and a blank", "；{0}是全角符号，请写半角“:”加一个空格"},
    {"; {} is a full-width sign; write {}", "；{0}是全角符号，请写{1}"},
    {"; write it without quotes", "；请去掉引号"},
    {"; write it without the leading zero", "；请去掉开头的零"},
    {"; write it as a policy of its own without that", "；请去掉该选择，另写一项政策"},
    {"; a blank is missing after ':'", "；“:”后缺少空格"},
    {"; choose another with -o", "；请用 -o 另选"},
    {"; choose another name with -o, or replace it with --force", "；请用 -o 另起名，或用 --force 覆盖"},
    {"; decimals need a point, as in {}", "；小数点须为“.”，如{0}"},
};

constexpr Form forms[]{
    // values
    {"{} is given twice (first on line {})", "{0}重复给出（首次在第{1}行）"},
    {"{} is given twice in {}", "{0}在{1}中重复给出"},
    {"{} is given twice", "{0}重复给出"},
    {"the code {} is given twice in {}", "代码{0}在{1}中重复给出"},
    {"{} has {} codes, and a pack can have {} at most", "{0}有{1}个代码，而数据包最多{2}个"},
    {"the English 'region_label' {} must be a word or two of English letters, such as {}",
     "英文的'region_label'{0}须为一两个英文单词，如{1}"},
    {"--region-label must be a word or two of English letters, such as {}, not {}",
     "--region-label须为一两个英文单词，如{0}，不能是{1}"},
    {"'region_label' of the pack {} is {}, which would name two things of a result; choose another word",
     "数据包{0}的'region_label'为{1}，与结果中另一事物同名；请另选一词"},
    {"the code and the word of --currency are one word of letters each, not {}",
     "--currency的代码与名称各须为一个字母单词，不能是{0}"},
    {"{} are the same in every pack; these take the folder of one: {}",
     "{0}在各数据包中相同；可带数据包文件夹的是：{1}"},
    {"the seed {} is given twice", "种子{0}重复给出"},
    {"{} is {}, outside {} ({})", "{0}为{1}，超出范围{2}（{3}）"},
    {"{} is {}, below {} ({})", "{0}为{1}，低于{2}（{3}）"},
    {"{} is {}, above {} ({})", "{0}为{1}，高于{2}（{3}）"},
    {"{} is {} and {} is {} and {} is {}; together {} ({})", "{0}为{1}，{2}为{3}，{4}为{5}；合起来须满足{6}（{7}）"},
    {"{} is {} and {} is {}; together {} ({})", "{0}为{1}，{2}为{3}；合起来须满足{4}（{5}）"},
    {"{} is {}, but its unit is quarters, of three months; write {} or {}",
     "{0}为{1}，但其单位是季度（三个月）；请写{2}或{3}"},
    {"{} is {}, but its unit is quarters, of three months; write {}", "{0}为{1}，但其单位是季度（三个月）；请写{2}"},
    {"{} is {}, but its unit is {}; write a number in that unit, such as {}",
     "{0}为{1}，但其单位是{2}；请按该单位写数，如{3}"},
    {"{} needs its unit; write {}, or a number of {}", "{0}须写单位；请写{1}，或以{2}为单位"},
    {"{} needs its unit; write {}", "{0}须写单位；请写{1}"},
    {"the unit of {} is {}, but must be {}", "{0}的单位为{1}，应为{2}"},
    {"{} must be a number, with its unit where it has one, not {}", "{0}须为数字（有单位的带单位），不能是{1}"},
    {"{} must be a number ({}), not a map", "{0}须为数字（{1}），不能是键值表"},
    {"{} must be a number ({}), not the text {}", "{0}须为数字（{1}），不能是文字{2}"},
    {"{} must be a number ({}), not {}", "{0}须为数字（{1}），不能是{2}"},
    {"{} must be a number, not {}", "{0}须为数字，不能是{1}"},
    {"{} must be a whole number of quarters, not {}", "{0}须为整数个季度，不能是{1}"},
    {"{} must be a whole number from {} to {}, not the text {}", "{0}须为{1}至{2}的整数，不能是文字{3}"},
    {"{} must be a whole number from {} to {}, not {}", "{0}须为{1}至{2}的整数，不能是{3}"},
    {"{} must be above 0, not {}", "{0}须大于0，不能是{1}"},
    {"{} must be true or false, not the text {}", "{0}须为 true 或 false，不能是文字{1}"},
    {"{} must be true or false, not {}", "{0}须为 true 或 false，不能是{1}"},
    {"{} must be a quarter such as {}, not {}", "{0}须为季度，如{1}，不能是{2}"},
    {"{} must be a year such as {} or a quarter such as {}, not {}", "{0}须为年份（如{1}）或季度（如{2}），不能是{3}"},
    {"{} must come after {}, the one before it", "{0}须晚于前一个{1}"},
    {"{} must be made of at most 64 letters, digits, _ and -, not {}", "{0}至多由64个字母、数字、_和-组成，不能是{1}"},
    {"{} is {}, which other programs read as a missing value; choose another",
     "{0}为{1}，其他程序会把它读作缺失值；请另选"},
    {"{} must be a map of 'key: value'", "{0}须为“键: 值”的形式"},
    {"{} must be a list", "{0}须为列表"},
    {"{} has no value; expected a number ({})", "{0}没有值；应为数字（{1}）"},
    {"{} has no value; write '[]' for none", "{0}没有值；若无，请写“[]”"},
    {"{} has no value; lines that belong to it must begin further to the right than it does",
     "{0}没有值；属于它的各行须比它更靠右"},
    {"{} is empty; expected a number", "{0}为空；应为数字"},
    {"{} is empty; write such as {}", "{0}为空；请写如{1}"},
    {"{} is empty; leave it out to select everything", "{0}为空；若要全选请不写"},
    {"{} is empty; write a condition such as {}", "{0}为空；请写条件，如{1}"},
    {"{} is empty", "{0}为空"},
    {"{} is an empty list; it selects nothing", "{0}是空列表，什么也没有选"},
    {"{} is an empty list; it says nothing", "{0}是空列表，没有内容"},
    {"{} is missing ({})", "缺少{0}（{1}）"},
    {"{} is missing", "缺少{0}"},
    {"{} has no {}, such as {}", "{0}缺少{1}，例如{2}"},
    {"{} has no {}", "{0}缺少{1}"},
    {"no {} is given, here or in what this file extends", "本文件及其所扩展的文件都没有给出{0}"},
    {"no {} are given", "没有给出{0}"},
    {"{} cannot be set here; use {}", "{0}不能在此设定；请用{1}"},
    {"{} cannot be set here", "{0}不能在此设定"},
    {"expected path=value, such as {}", "应为“路径=值”，如{0}"},
    // names
    {"unknown key {}", "未知的键{0}"},
    {"unknown parameter {}", "未知的参数{0}"},
    {"unknown policy type {}", "未知的政策类型{0}"},
    {"unknown policy {}", "未知的政策{0}"},
    {"unknown payer {}", "未知的出资方{0}"},
    {"unknown source of money {}", "未知的资金来源{0}"},
    {"unknown indicator {}", "未知的指标{0}"},
    {"unknown selector {}", "未知的选择方式{0}"},
    {"unknown region {}", "未知的地区{0}"},
    {"unknown industry {}", "未知的行业{0}"},
    {"unknown block {}", "未知的板块{0}"},
    {"unknown area {}", "未知的区域{0}"},
    {"unknown role {}", "未知的功能定位{0}"},
    {"unknown column {}; every column of this table is there already", "未知的列{0}；本表的各列都已齐全"},
    {"unknown column {}", "未知的列{0}"},
    {"unknown table {}", "未知的表{0}"},
    {"unknown kind of design {}", "未知的试验设计类型{0}"},
    {"unknown command {}", "未知的命令{0}"},
    {"unknown {} {}", "未知的{0} {1}"},
    // scenarios and policies
    {"in scenario {}: {}", "情景{0}中：{1*}"},
    {"{} goes in a circle: {}", "{0}循环引用：{1}"},
    {"there is no {} to extend; the path starts from the folder of this file",
     "没有可扩展的{0}；路径以本文件所在文件夹为起点"},
    {"{} is {}, but the pack {} describes {}; a run starts in {}",
     "{0}为{1}，但数据包{2}描述的是{3}年；运行须从{4}开始"},
    {"{} is {}, before the first quarter {}", "{0}为{1}，早于第一个季度{2}"},
    {"{} is {}, more than {} quarters after {}", "{0}为{1}，超过{3}之后{2}个季度"},
    {"{} begins in {}, before the run begins in {}", "{0}始于{1}，早于运行的起点{2}"},
    {"{} begins in {}, but the policy begins in {}; give a value for that quarter, or write {}",
     "{0}始于{1}，而政策始于{2}；请给出该季度的值，或写{3}"},
    {"{} ends in {}, before it begins in {}", "{0}止于{1}，早于其起始季度{2}"},
    {"{} goes on for more than {} quarters", "{0}长于{1}个季度"},
    {"{} does not say how much, so it would do nothing; give {}", "{0}没有写明力度，因此不会起作用；请给出{1}"},
    {"{} has both {} and {}; write one of them", "{0}同时给出{1}和{2}；请只写其一"},
    {"{} needs 'to', the regions at the other end of a {}", "{0}须写“to”，即{1}另一端的地区"},
    {"{} needs a {} above 0", "{0}须有大于0的{1}"},
    {"{} needs {}, {} ({})", "{0}须给出{1}，{2}（{3}）"},
    {"{}, which is what 'budget' buys", "{0*}，这是“budget”所能购买的数量"},
    {"{} gives {} of what the centre pays; its parts must sum to 100 %", "{0}给出中央出资的{1}；各部分之和须为100 %"},
    {"who pays for a {} cannot be chosen; leave 'payer' out", "{0}的出资方不可选择；请去掉“payer”"},
    {"regions cannot be asked to pay for a {}, so there is nothing for special bonds to pay",
     "{0}不能由地方出资，因此专项债没有用途"},
    {"special bonds pay what regions pay, and here they pay nothing; give {} or {}",
     "专项债用于地方出资部分，而此处地方不出资；请给出{0}或{1}"},
    {"{} names partner regions; the last quarter of a policy is 'until'", "{0}指对口地区；政策的截止季度写“until”"},
    {"{} takes regions whole, not a part of {}; only 'where' takes weights",
     "{0}只能整体选取地区，不能取{1}的一部分；只有“where”可写权重"},
    {"a {} has no partners, so that 'to' would be ignored; say in 'where' which regions are meant",
     "{0}没有对口地区，“to”不会起作用；请在“where”中写明地区"},
    {"the two regions must be different", "两个地区须不同"},
    {"two policies have the name {}", "两项政策同名：{0}"},
    {"{} selects no region", "{0}没有选中任何地区"},
    {"{} selects industries, but {} acts on all of them alike; these tell them apart: {}",
     "{0}选择行业，但{1}对各行业一视同仁；可按行业区分的有：{2}"},
    {"{} selects persons, but a {} cannot tell them apart by it; these can: {}",
     "{0}选择人群，但{1}不能按此区分；可区分的有：{2}"},
    {"{} selects persons, not regions; it can stand only directly under 'where'",
     "{0}选择人群而非地区；只能直接写在“where”之下"},
    {"{} selects {}, which only {} reads; give that a value", "{0}选择了{1}，只有{2}用到它；请给{2}一个值"},
    {"{} does not read the {} that the policy selects, as {} do", "{0}不区分政策所选的{1}（{2}可以）"},
    {"{} does not read the {} that the policy selects, as {} does", "{0}不区分政策所选的{1}（{2}可以）"},
    {"{} does not read the {} that the policy selects", "{0}不区分政策所选的{1}"},
    {"each part of {} must select regions only, or each industries only; write two policies",
     "{0}的各部分须都选地区，或都选行业；请分写为两项政策"},
    {"{} always holds: {}", "{0}恒成立：{1}"},
    {"{} can never hold: {}", "{0}永不成立：{1}"},
    {"{} must compare an indicator with a number, such as {}, not {}", "{0}须将一个指标与数字比较，如{1}，不能是{2}"},
    {"{} would stop as soon as it starts: {} and {} can be true together", "{0}一开始就会停止：{1}与{2}可以同时成立"},
    // sweeps
    {"{}: 'from' and 'to' must have the same unit", "{0}：“from”与“to”的单位须相同"},
    {"{}: 'from' must be below 'to'", "{0}：“from”须小于“to”"},
    {"{}: 'from' and 'to' must be whole numbers", "{0}：“from”与“to”须为整数"},
    {"{}: whole numbers would repeat points of a saltelli design", "{0}：整数会使 saltelli 设计的点重复"},
    {"'paired: false' needs {}", "“paired: false”须写{0}"},
    {"a full_factorial design has as many points as its lists give", "full_factorial 设计的点数由所列的值决定"},
    {"a table has no {}; its file has a row for each point", "table 设计不写{0}；其文件每行为一个点"},
    {"a {} design has no seed", "{0} 设计没有种子"},
    {"a {} design has no file; a table has", "{0} 设计没有文件；table 才有"},
    {"a run of {} repeats one of {}: equal scenario, values and seed",
     "{0}的一次运行与{1}的重复：情景、取值和种子都相同"},
    {"the plan has more than {} runs", "计划的运行超过{0}次"},
    {"more than {} points in the design", "设计的点数超过{0}"},
    {"more than {} parameters in a {} design", "{1} 设计的参数超过{0}个"},
    {"{} has no rows", "{0}没有数据行"},
    // tables of packs
    {"{} fields where the header has {}; ';' where a comma should be", "有{0}个字段，表头有{1}个；应为逗号处写成了“;”"},
    {"{} fields where the header has {}", "有{0}个字段，表头有{1}个"},
    {"column {} sums to {}, not {}", "列{0}之和为{1}，应为{2}"},
    {"the shares of region {} sum to {}, not {}", "地区{0}的份额之和为{1}，应为{2}"},
    {"the age groups of region {} sum to {} persons, but {} has {}", "地区{0}各年龄组之和为{1}人，而{2}为{3}人"},
    {"no row for region {}", "地区{0}缺少一行"},
    {"no row for column {}", "列{0}缺少一行"},
    {"no row for from {}, to {}", "从{0}到{1}缺少一行"},
    {"and no row for {} more", "另有{0}个也缺少"},
    {"quarter {} where {} should be", "应为{1}处写成了{0}"},
    {"region {} would be a number to other programs; choose another", "地区代码{0}会被其他程序读作数字；请另选"},
    {"region {} would be a missing value to other programs; choose another",
     "地区代码{0}会被其他程序读作缺失值；请另选"},
    {"region {} must be made of letters, digits and _", "地区代码{0}须由字母、数字和_组成"},
    {"role {} is given to two industries, {} and {}", "功能{0}给了两个行业：{1}和{2}"},
    {"{} has {} for a neighbour, but not the other way round", "{0}以{1}为邻，反过来却没有"},
    {"there is no pack in {}", "{0}中没有数据包"},
    {"there is no file {}", "没有文件{0}"},
    // files and YAML
    {"cannot read {}: it is a folder", "无法读取{0}：它是文件夹"},
    {"cannot read {}: there is no such file", "无法读取{0}：没有此文件"},
    {"cannot read: there is no such file", "无法读取：没有此文件"},
    {"cannot read: it is a folder", "无法读取：它是文件夹"},
    {"cannot read: {}", "无法读取：{0}"},
    {"this is not UTF-8 text; it is UTF-16: save the file as UTF-8 (in Excel: CSV UTF-8)",
     "不是UTF-8文本而是UTF-16；请另存为UTF-8（Excel中选“CSV UTF-8”）"},
    {"this is not UTF-8 text; it looks like GB18030 (GBK), in which Chinese Excel saves CSV: save the file as UTF-8 "
     "(in "
     "Excel: CSV UTF-8)",
     "不是UTF-8文本，像是GB18030（GBK），即中文Excel保存CSV的编码；请另存为UTF-8（Excel中选“CSV UTF-8”）"},
    {"this is not UTF-8 text; save the file as UTF-8", "不是UTF-8文本；请另存为UTF-8"},
    {"the control character {} is not allowed here", "此处不允许控制字符{0}"},
    {"a line ends with CR alone, as on old Macs; save the file with line ends LF or CRLF",
     "有一行仅以CR结尾（旧式Mac格式）；请以LF或CRLF换行保存"},
    {"{} is a full-width sign; write ':' and a blank", "{0}是全角符号；请写半角“:”加一个空格"},
    {"{} is a full-width sign; write {}", "{0}是全角符号；请写{1}"},
    {"a blank is missing after ':'", "“:”后缺少空格"},
    {"a '[' is not closed by ']', or a ',' is missing", "“[”没有以“]”结束，或缺少“,”"},
    {"a key must be a plain word, not a list or a map; or a bracket that opens here is not closed",
     "键须为普通词，不能是列表或键值表；或此处的括号没有闭合"},
    {"a second document, or text that does not belong to the first; only one is allowed",
     "出现第二个文档，或有不属于第一个的文字；只允许一个"},
    {"after a closing quote only a comma may follow", "右引号之后只能是逗号"},
    {"this quote is not closed on its line", "引号没有在本行闭合"},
    {"aliases (*name) are not supported; write the value out, or use 'extends'",
     "不支持别名（*name）；请写出值，或用“extends”"},
    {"anchors (&name) are not supported; use 'extends' to share values", "不支持锚点（&name）；请用“extends”共用取值"},
    {"merge keys ('<<') are not supported; use 'extends'", "不支持合并键（“<<”）；请用“extends”"},
    {"tags ({}) are not supported", "不支持标签（{0}）"},
    {"an empty line inside the table", "表中有空行"},
    {"more than {} values in one file", "一个文件中的值超过{0}个"},
    {"nested deeper than {} levels", "嵌套超过{0}层"},
    {"the columns are separated by semicolons; save the table with commas between them, and points in decimals",
     "各列以分号分隔；请以逗号分隔保存，小数点用“.”"},
    {"the file has no 'key: value' in it", "文件中没有“键: 值”"},
    {"the file is empty; the first line must name the columns", "文件为空；首行须为列名"},
    {"the file must be a map of 'key: value'", "文件须由“键: 值”组成"},
    {"the indentation is wrong: the line begins in column {}, but what it could belong to begins in column {}",
     "缩进有误：本行始于第{0}列，而它所属的内容始于第{1}列"},
    {"the line is indented with a tab; write blanks, two for each level", "本行用制表符缩进；请用空格，每级两个"},
    // places of a split pack
    {"{} in column {} is not a number in [{}, {}]", "列{1}中的{0}不是[{2}, {3}]内的数字"},
    {"{} is a region of the pack; its places need codes of their own, and {} stays a name for all of them",
     "{0}是数据包中的地区；其各地须另有代码，{1}仍是它们的总称"},
    {"of the places of {} exactly one must have no {}: the rest, which gets what the others leave",
     "{0}的各地中须恰有一处不填{1}，即其余部分，取各地所余"},
    {"{} has one place only; that is no split", "{0}只有一处，不成拆分"},
    {"{} of the rest is what the other places of {} leave; leave it empty", "其余部分的{0}为{1}各地所余；请留空"},
    {"the places of {} have {} of {} together, and the region has {}", "{0}各地的{2}合计为{1}，而该地区为{3}"},
    {"unknown area {}; a new one is written key:English:Chinese", "未知区域{0}；新区域写作 key:English:Chinese"},
    {"the rest of {} makes {} and has no workers left for it", "{0}的其余部分生产{1}，却没有剩下就业人员"},
    // commands
    {"the policies extend different scenarios, {} and {}; name the one to compare all with: --base FILE",
     "各政策扩展的情景不同：{0}和{1}；请用 --base FILE 指定共同的对照"},
    {"{} extends no other scenario; name the one to compare it with: --base FILE",
     "{0}没有扩展其他情景；请用 --base FILE 指定对照"},
    {"there is no national measure {}; did you mean {}?; measures: {}", "没有全国指标{0}；是否想写{1}？可用指标：{2}"},
    {"there is no national measure {}; measures: {}", "没有全国指标{0}；可用指标：{1}"},
    {"there is no whole year {} in the runs; they have {} to {}", "运行中没有完整的{0}年；其年份为{1}至{2}"},
    {"the runs are shorter than a year; there is nothing to compare", "运行不足一年，无从比较"},
    {"the sweep in {} has no scenario {}", "{0}的计划中没有情景{1}"},
    {"the sweep in {} has one scenario; there is nothing to compare", "{0}的计划只有一个情景，无从比较"},
    {"{} is a plan of yours and would be replaced", "{0}是您自己的计划，将被覆盖"},
    {"{} is a finished result of another scenario", "{0}是另一情景的完成结果"},
    {"the result {} must be a folder or a name that ends in .h5", "结果{0}须为文件夹，或以 .h5 结尾的文件名"},
    {"{} is not a result of jiuzhou", "{0}不是 jiuzhou 的结果"},
    {"not enough memory; a larger --weight needs less", "内存不足；更大的 --weight 所需较少"},
};

using Captures = std::vector<std::string_view>;

// Whether the text has the form; every `{}` takes as little as it can.
bool fits(std::string_view form, std::string_view text, Captures& found) {
  const std::size_t at = form.find("{}");
  if (at == std::string_view::npos) return form == text;
  if (!text.starts_with(form.substr(0, at))) return false;
  text.remove_prefix(at);
  form.remove_prefix(at + 2);
  const std::string_view next = form.substr(0, form.find("{}"));
  if (form.empty()) {
    found.push_back(text);
    return true;
  }
  for (std::size_t end = text.find(next); end != std::string_view::npos; end = text.find(next, end + 1)) {
    found.push_back(text.substr(0, end));
    if (fits(form, text.substr(end), found)) return true;
    found.pop_back();
    if (next.empty()) break;
  }
  return false;
}

std::string filled(std::string_view form, const Captures& found) {
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '{') {
      out += form[i];
      continue;
    }
    const std::string_view piece = found[static_cast<std::size_t>(form[i + 1] - '0')];
    const bool is_message = form[i + 2] == '*';
    out += is_message ? error_in_chinese(piece) : std::string(piece);
    i += is_message ? 3 : 2;
  }
  return out;
}

std::optional<std::string> in_form(std::string_view text) {
  for (const Form& form : forms)
    if (Captures found; fits(form.en, text, found)) return filled(form.zh, found);
  return std::nullopt;
}

}  // namespace

std::string error_in_chinese(std::string_view message) {
  if (const auto whole = in_form(message)) {
    // A form that ends in any text may have swallowed what follows a message; then the shorter one is right.
    bool has_ending = false;
    for (const Form& ending : endings)
      has_ending = has_ending || message.find(ending.en.substr(0, ending.en.find('{'))) != std::string_view::npos;
    if (!has_ending) return *whole;
  }
  for (std::size_t at = message.find("; "); at != std::string_view::npos; at = message.find("; ", at + 1))
    for (const Form& ending : endings) {
      Captures found;
      if (!fits(ending.en, message.substr(at), found)) continue;
      if (const auto before = in_form(message.substr(0, at))) return *before + filled(ending.zh, found);
    }
  return in_form(message).value_or(std::string(message));
}

std::string error_text(std::string_view message) {
  return said("error: ", "错误：") + (language() == Language::zh ? error_in_chinese(message) : std::string(message));
}

}  // namespace jiuzhou
