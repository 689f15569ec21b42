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
  { flags: '--threads <n>', en: 'worker threads for trees; 1', zh: '训练树模型的线程数，默认 1' },
  { flags: '--seed <n>', en: 'of all chance', zh: '随机种子', default: '1' },
]
