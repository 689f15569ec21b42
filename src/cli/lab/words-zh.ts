/**
 * The lab says what an option must be in one English phrase; here is what each is in Chinese, with `$1` for what a
 * phrase leaves open. A test holds every phrase of the methods against this list. What the library says stays as it is.
 */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/^a whole number of at least (\S+)$/, '不小于 $1 的整数'],
  [/^a whole number from (\S+) to (\S+)$/, '$1 到 $2 之间的整数'],
  [/^a number above 0, or balanced$/, '大于 0 的数，或 balanced'],
  [/^a number above 0 and at most 1$/, '大于 0 且不超过 1 的数'],
  [/^a number above 0 for each of (.+)$/, '为 $1 各给出一个大于 0 的数'],
  [/^a number of days above 0$/, '大于 0 的天数'],
  [/^a number above 0$/, '大于 0 的数'],
  [/^a number of at least 0$/, '不小于 0 的数'],
  [/^a number from 0 to 1$/, '0 到 1 之间的数'],
  [/^given with --out, and left out for bgbb$/, '与 --out 一同给出；bgbb 不支持'],
  [/^a number other than 0$/, '不为 0 的数'],
  [/^a column whose values differ$/, '取值不全相同的列'],
  [/^the difference to be seen, or --size\.$/, '希望看出的差异，或给出 --size。'],
  [/^a column of the file; or give --sd or --base-rate\.$/, '文件中的结果列；也可给出 --sd 或 --base-rate。'],
  [/^the column that says who is drawn\.$/, '请指定分配单位列。'],
  [/^a name of the trial; a new one is a new draw\.$/, '本次实验的名称，换名即重新抽取。'],
  [/^there once: each row is one unit to be drawn$/, '只出现一次：每行是一个分配单位'],
  [
    /^two arms or more with shares above 0, such as control=1,treatment=3$/,
    '至少两个组且占比大于 0，例如 control=1,treatment=3',
  ],
  [/^a number between 0 and 1$/, '0 与 1 之间的数（不含两端）'],
  [/^a number$/, '一个数'],
  [/^numbers from 0 to 1$/, '0 到 1 之间的数，逗号分隔'],
  [/^numbers$/, '若干个数，逗号分隔'],
  [/^a share above 0 and at most 1$/, '大于 0 且不超过 1 的比例'],
  [/^a share from 0 to 1$/, '0 到 1 之间的比例'],
  [/^one of the arms: (.+)$/, '实验组之一：$1'],
  [/^one of (.+?)\.?$/, '以下之一：$1'],
  [/^at least 0$/, '不小于 0 的数'],
  [/^at least "(.*)" of the same row, (.+)$/, '不小于同一行的“$1”，即 $2'],
  [/^0 where "(.*)" is 0: the last purchase is the first$/, '“$1”为 0 时应为 0：末次购买即首次购买'],
  [/^a whole number of at least 0: purchases after the first$/, '不小于 0 的整数：首购之后的购买次数'],
  [/^a date such as 2024-03-05$/, '日期，例如 2024-03-05'],
  [/^a day on or after the first purchase$/, '不早于首次购买的日期'],
  [/^a mean and a standard deviation above 0(?:, such as 0,\.1)?$/, '均值与大于 0 的标准差，例如 0,.1'],
  [/^a column with values$/, '有取值的列'],
  [/^an arm other than control$/, '对照组以外的组'],
  [/^another value than --treated$/, '与 --treated 不同的取值'],
  [/^another column than that of --(.+)$/, '与 --$1 不同的列'],
  [/^(\d+) numbers, one for each column of --costs$/, '$1 个数，与 --costs 的各列一一对应'],
  [/^one number, for the column of --costs$/, '一个数，对应 --costs 的那一列'],
  [/^numbers, one for each column of --costs$/, '若干个数，与 --costs 的各列一一对应'],
  [
    /^sum,sumsq,n for each arm, control first, with a semicolon between arms$/,
    '各组的“和,平方和,样本数”，对照组在前，组间以分号分隔',
  ],
  [
    /^mod:5 \(any number from 2\), last, or column:NAME with train and test$/,
    'mod:5（不小于 2 的数）、last，或值为 train 与 test 的 column:列名',
  ],
  [
    /^mod:K or random:K with K from 2 to (\d+), the number of rows, or forward:SHARE with a share between 0 and 1$/,
    'mod:K 或 random:K（K 为 2 到行数 $1），或 forward:比例（0 与 1 之间）',
  ],
  [/^a rating that some rows reach; the highest in "(.*)" is (.+)$/, '有行能达到的评分；“$1”列最高为 $2'],
  [
    /^a column that holds only train and test; it also holds "(.*)"$/,
    '只含 train 与 test 的列；该列还有“$1”',
  ],
  [/^one that holds out some of the (\d+) rows, not (none|all) of them$/, '能从 $1 行中留出一部分的划分'],
  [
    /^a value that some rows of "(.*)" have and others have not; it holds (.*)$/,
    '“$1”列中部分行有、部分行没有的取值；现有：$2',
  ],
  [/^a list that names "(.*)" once$/, '不重复的列表，“$1”出现了两次'],
  [/^at most (\d+), the rows in which all of (.+) are filled$/, '不超过 $1，即 $2 均有值的行数'],
  [/^left out where --(.+) is given$/, '与 --$1 不能同时给出'],
  [/^left out where a file is named$/, '与文件不能同时给出'],
  [
    /^left out where --sql is given: the expression is of the model alone$/,
    '与 --sql 不能同时给出：表达式只包含模型本身',
  ],
  [/^left out with --model (.+); it is for (.+)$/, '--model $1 不支持，仅用于 $2'],
  [/^columns with up or down, such as price:down,visits:up$/, '列名加 up 或 down，例如 price:down,visits:up'],
  [/^a column of numbers the model learns from: (.+)$/, '参与建模的数值列：$1'],
  [/^columns other than quantity and price$/, '销量与价格以外的列'],
  [/^among --fields(?:, or none)?$/, '--fields 中的列'],
  [/^not blank$/, '非空白'],
  [/^at most 30 rules$/, '至多 30 条规则'],
  [
    /^at most 1e150 in size for logistic; correct it, leave the column out with --drop, or use trees$/,
    '绝对值不超过 1e150（logistic 的限制）；请改正、用 --drop 去掉该列，或改用树模型',
  ],
  [
    /^mulberry32:SEED,CUSTOMERS,OPTIONS,BUDGETS, at most 400 million numbers in all$/,
    'mulberry32:种子,客户数,选项数,预算数，总数不超过 4 亿',
  ],
  [
    /^(option:option|option:customers), several separated by commas, with options as the file writes them$/,
    '$1，多个以逗号分隔，选项名与文件一致',
  ],
  [
    /^a model of numbers .*: the outcome holds others than 0 and 1; or name the outcome that counts with --positive$/,
    '数值结果的模型（t-ridge、x-ridge、dr-ridge、t-gbdt 等）：结果列含 0 和 1 以外的值；或用 --positive 指明计为 1 的取值',
  ],
  // Why an option is needed.
  [
    /^the column that says who bought(?:\.|; or give a summary with --frequency --recency --age\.)$/,
    '请指定客户列；clv 也可用 --frequency --recency --age 给出汇总数据',
  ],
  [/^the column that says who\.$/, '请指定客户（用户）列。'],
  [/^the column that says what\.$/, '请指定商品列。'],
  [/^the column that says when\.$/, '请指定时间列。'],
  [/^with --split last, the column that says when\.$/, '--split last 需要时间列。'],
  [
    /^with --model session-knn, the column that says when: a session is a sequence\.$/,
    '--model session-knn 需要时间列：会话是有先后的。',
  ],
  [
    /^with --model bought-together, the column that says which rows were bought together: an order, or the same as --user\.$/,
    '--model bought-together 需要购物篮列：订单号，或与 --user 相同的列。',
  ],
  [/^the column that says how much\.$/, '请指定金额列。'],
  [/^the column that says what happened\.$/, '请指定目标列。'],
  [/^the value of "(.*)" that counts as yes\.$/, '“$1”列中视为“是”的取值。'],
  [/^the value of "(.*)" that means treated\.$/, '“$1”列中表示处理组的取值。'],
  [/^the column that says who was treated\.$/, '请指定处理列。'],
  [/^the column that (?:says|holds) what came of it\.$/, '请指定结果列。'],
  [/^the column that says which arm a row was drawn into\.$/, '请指定实验组列。'],
  [/^the value of the arm column that marks the control group\.$/, '实验组列中表示对照组的取值。'],
  [/^the column that says which rows are one basket\.$/, '请指定购物篮列。'],
  [/^the column that says what is in the basket\.$/, '请指定商品列。'],
  [/^the column that holds the notes\.$/, '请指定记录文本列。'],
  [/^the column that says what it was about\.$/, '请指定主题列。'],
  [/^the column --min-rating is about\.$/, '--min-rating 所指的评分列。'],
  [/^the numeric columns to group by, such as a,b\.$/, '用于分组的数值列，例如 a,b。'],
  [/^the column of repeat purchases\.$/, '请指定复购次数列。'],
  [/^the column of the time from first to last purchase\.$/, '请指定首末次购买间隔列。'],
  [/^the column of the time from first purchase to the cut-off\.$/, '请指定首购至截止日的时长列。'],
  [/^the column of channels in order, as "a > b > c"\.$/, '请指定渠道路径列，如“a > b > c”。'],
  [/^the column that counts the journeys that converted\.$/, '请指定转化数列。'],
  [/^what stands between channels$/, '渠道之间的分隔符'],
  [/^the column to forecast\.$/, '请指定要预测的列。'],
  [/^the column that says how much was sold\.$/, '请指定销量列。'],
  [/^the column that holds the price\.$/, '请指定价格列。'],
  [/^the column that says what they could get\.$/, '请指定可得选项列。'],
  [/^the column that says what it is worth\.$/, '请指定价值列。'],
  [/^the columns that say what each takes of each budget\.$/, '请指定各预算的消耗列。'],
  [/^how much there is of each, in the order of --costs\.$/, '各预算的总量，顺序与 --costs 一致。'],
  [/^the true mean reward of each arm, such as \.1,\.2,\.3\.$/, '各臂的真实平均回报，例如 .1,.2,.3。'],
  [/^the columns to compare, such as name,birthday,phone\.$/, '参与比较的列，例如 name,birthday,phone。'],
  [
    /^the columns whose equal values bring two records together, such as phone,birthday\.$/,
    '取值相同即把两条记录放在一起比较的列，例如 phone,birthday。',
  ],
  [/^a file\.$/, '文件路径。'],
  [/^the column that names a record\.$/, '请指定记录编号列。'],
  // What cannot be worked on.
  [
    /^(.+) rows of one outcome only\. Give more rows, fewer folds or --folds random:K\.$/,
    '某一折的数据（$1）只有一种结果。请提供更多行、减少折数，或用 --folds random:K。',
  ],
  [
    /^fold (\d+) leaves an arm with rows of one outcome only\. Give more rows, fewer folds or --folds random:K\.$/,
    '第 $1 折使某一组只剩一种结果。请提供更多行、减少折数，或用 --folds random:K。',
  ],
  [/^there is only one arm, and an effect needs two\.$/, '只有一个组，至少需要两个组才能比较效果。'],
  [
    /^the arm "(.*)" has fewer than two rows; take it out of the file, or name the arm to compare with --treated\.$/,
    '“$1”组不足两行；请从文件中去掉，或用 --treated 指定要比较的组。',
  ],
  [
    /^the outcomes of the arm "(.*)" are too large for their squares to be added; use a larger unit\.$/,
    '“$1”组的结果值过大，平方和溢出；请换用更大的单位。',
  ],
  [/^there is one record; linking takes at least two\.$/, '只有一条记录，至少两条才能关联。'],
  [
    /^(?:in none of \d+ groups does the price vary|the price does not vary) beyond the controls over enough rows \((\d+) rows have an empty cell, (\d+) a quantity or price not above 0\)\.$/,
    '除控制变量外，价格在足够多的行上没有变化（$1 行有空格，$2 行销量或价格不大于 0）。',
  ],
  [
    /^no series has the (\d+) values that a season of (\d+) and a horizon of (\d+) need; the longest has (\d+)\.$/,
    '季节长度 $2、预测期 $3 需要至少 $1 个值，最长的序列只有 $4 个。',
  ],
  [
    /^(.+), rows (\d+) and (\d+) both offer "(.*)" to "(.*)"\. Keep one of them\.$/,
    '$1 第 $2 行与第 $3 行都向“$5”提供“$4”，请只保留一行。',
  ],
  [
    /^the value model has nothing to learn from: no customer who bought again has an amount above 0\. Leave out the amounts to forecast purchases alone\.$/,
    '复购客户的金额都不大于 0，价值模型无从学习。去掉金额即可只预测购买次数。',
  ],
  [
    /^the value model has nothing to learn from: every customer who bought again has the same mean amount\. Leave out the amounts to forecast purchases alone\.$/,
    '复购客户的平均金额都相同，价值模型无从学习。去掉金额即可只预测购买次数。',
  ],
  [
    /^the value model has nothing to learn from: the amounts are too large or too alike; try a larger unit\. Leave out the amounts to forecast purchases alone\.$/,
    '金额过大或过于接近，请换用更大的单位；去掉金额即可只预测购买次数。',
  ],
  [
    /^no parameters of (.+) fit these histories: some of their figures are too large or too small\. Look at the largest of each column, or try a larger --unit or another --model\.$/,
    '$1 没有能拟合这些购买历史的参数：有的数值过大或过小。请检查各列的最大值，或换用更大的 --unit 或其他 --model。',
  ],
  [
    /^"(.*)" has rows in two arms: a cluster is drawn as a whole\.$/,
    '“$1”的行分属两个组，而一个群应整体分到同一组。',
  ],
  [
    /^"(.*)" has rows in two strata: a cluster belongs to one\.$/,
    '“$1”的行分属两个层，而一个群只能属于一层。',
  ],
  [
    /^the stratum "(.*)" has fewer than two units in the arm "(.*)"; join it with another or leave --strata out\.$/,
    '“$1”层在“$2”组中不足两个单位；请与其他层合并，或去掉 --strata。',
  ],
]

/** The phrase in Chinese; as it is where the list has none. */
export function inChinese(phrase: string): string {
  for (const [pattern, words] of phrases) if (pattern.test(phrase)) return phrase.replace(pattern, words)
  return phrase
}
