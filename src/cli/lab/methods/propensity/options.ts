import type { LabOption } from '../../options.ts'

export const propensityOptions: readonly LabOption[] = [
  { flags: '--target <column>', en: 'what happened', zh: '目标列' },
  { flags: '--positive <value>', en: 'the value that counts as yes', zh: '视为“是”的取值' },
  { flags: '--drop <columns>', en: 'columns to leave out, comma-separated', zh: '不参与建模的列，逗号分隔' },
  { flags: '--id <column>', en: 'names the row; left out', zh: '行的标识列，不参与建模' },
  {
    flags: '--model <name>',
    en: 'logistic, gbdt or forest',
    zh: 'logistic、gbdt 或 forest',
    default: 'logistic',
  },
  {
    flags: '--trees <n>',
    en: 'trees; 100 (gbdt), 300 (forest)',
    zh: '树的数量，gbdt 默认 100，forest 默认 300',
  },
  {
    flags: '--depth <n>',
    en: 'most splits to a leaf; 3 (gbdt), no limit (forest)',
    zh: '树的深度，gbdt 默认 3，forest 不限',
  },
  { flags: '--rate <r>', en: 'learning rate of gbdt; .1', zh: 'gbdt 学习率，默认 0.1' },
  {
    flags: '--row-sample <share>',
    en: 'share of rows a tree of gbdt sees; 1',
    zh: 'gbdt 每棵树的行抽样比例，默认 1',
  },
  {
    flags: '--column-sample <share>',
    en: 'share of columns a tree (forest: a split) sees',
    zh: '每棵树（forest 为每次分裂）的列抽样比例',
  },
  { flags: '--leaf <n>', en: 'least rows in a leaf of forest', zh: 'forest 叶子最少行数', default: '5' },
  { flags: '--l2 <n>', en: 'ridge penalty; 1 (logistic: 1 / C)', zh: 'L2 惩罚，默认 1（logistic 中为 1/C）' },
  {
    flags: '--penalty <name>',
    en: 'of logistic: l2, l1, elastic or none',
    zh: 'logistic 的惩罚：l2、l1、elastic 或 none',
    default: 'l2',
  },
  {
    flags: '--missing <how>',
    en: 'empty numbers in logistic: zero or mean; trees learn where they go',
    zh: 'logistic 中空数值的处理：zero 记 0，mean 记均值；树模型自动学习',
    default: 'zero',
  },
  {
    flags: '--time <column>',
    en: 'when; reports a random and a forward split besides',
    zh: '时间列，另外给出随机与按时间切分两种结果',
  },
  {
    flags: '--sql <file>',
    en: 'writes the model as a ClickHouse expression, and checks it',
    zh: '把模型写成 ClickHouse 表达式并核对',
  },
  {
    flags: '--positive-weight <n>',
    en: 'how much a positive row weighs; balanced makes both classes weigh the same; 1',
    zh: '正例行的权重；balanced 使两类总权重相同；默认 1',
  },
  {
    flags: '--monotone <list>',
    en: 'gbdt: "price:down,visits:up", where the score may only fall or rise with a number',
    zh: 'gbdt 单调约束，如 price:down,visits:up',
  },
  {
    flags: '--early-stopping <n>',
    en: 'gbdt: stops after so many trees without a better loss on a tenth of the rows, kept aside',
    zh: 'gbdt：留出十分之一的行，损失连续 n 棵树不降即停止',
  },
  {
    flags: '--gradients <name>',
    en: 'gbdt: exact, or packed: faster, a little less precise; exact',
    zh: 'gbdt：exact（精确）或 packed（更快、略欠精确），默认 exact',
  },
  {
    flags: '--calibrate <name>',
    en: 'isotonic or platt: probabilities set right on a fifth of the rows, kept aside',
    zh: 'isotonic 或 platt：留出五分之一的行校准概率',
  },
  {
    flags: '--cut <share>',
    en: 'hit rate and coverage when this share of the rows, best first, is chosen',
    zh: '选取得分最高的这一比例时的命中率与覆盖率',
  },
  {
    flags: '--cut-score <p>',
    en: 'the same when every row with at least this score is chosen',
    zh: '选取得分不低于此值的行时的命中率与覆盖率',
  },
  {
    flags: '--out <file>',
    en: 'write each row’s score by the model of all rows, and by the one that had not seen it, as CSV',
    zh: '把每行的得分（全量模型，以及未见过该行的模型）写成 CSV',
  },
  {
    flags: '--explain <file>',
    en: 'trees: write what each column adds to each row’s score (TreeSHAP, log-odds for gbdt) as CSV',
    zh: '树模型：把每行各列对得分的贡献（TreeSHAP）写成 CSV',
  },
  { flags: '--threads <n>', en: 'worker threads for trees; 1', zh: '训练树模型的线程数，默认 1' },
  { flags: '--seed <n>', en: 'of all chance', zh: '随机种子', default: '1' },
]
