import type { LabOption } from '../../options.ts'

export const experimentOptions: readonly LabOption[] = [
  { flags: '--arm <column>', en: 'which arm a row was drawn into', zh: '实验组列' },
  { flags: '--control <value>', en: 'the arm of the control group', zh: '对照组的取值' },
  { flags: '--treated <value>', en: 'compare this arm only', zh: '只比较这一组' },
  { flags: '--outcome <column>', en: 'what came of it', zh: '结果列' },
  {
    flags: '--positive <value>',
    en: 'outcome in words: the value that counts as 1',
    zh: '结果为文字时，算作 1 的取值',
  },
  { flags: '--pre <column>', en: 'known before the draw, for CUPED', zh: '实验前已知的协变量列，用于 CUPED' },
  {
    flags: '--denominator <column>',
    en: 'ratio metric: outcome per unit of this column',
    zh: '比率指标的分母列',
  },
  {
    flags: '--cluster <column>',
    en: 'rows drawn together (shop, household)',
    zh: '整群分组的群列（门店、家庭）',
  },
  { flags: '--strata <column>', en: 'compare within these strata', zh: '分层列，层内比较' },
  {
    flags: '--sequential <n>',
    en: 'valid at every look; narrowest near n units',
    zh: '随时可看的序贯区间，在约 n 个样本处最窄',
  },
  {
    flags: '--alternative <name>',
    en: 'two-sided, greater or less',
    zh: '备择假设：two-sided、greater 或 less',
    default: 'two-sided',
  },
  { flags: '--relative', en: 'effect as a share of the control’s mean', zh: '效果以对照组均值的比例表示' },
  { flags: '--level <share>', en: 'confidence of the intervals', zh: '置信水平', default: '0.95' },
  {
    flags: '--adjust <name>',
    en: 'several arms: holm, benjamini-hochberg or bonferroni',
    zh: '多组比较校正：holm、benjamini-hochberg 或 bonferroni',
    default: 'holm',
  },
  {
    flags: '--prior <mean,sd>',
    en: 'normal belief about the effect before the trial; flat by default',
    zh: '对效果的先验：均值与标准差，缺省为无信息先验',
  },
  {
    flags: '--shares <list>',
    en: 'intended sizes, "a=1,b=2" or in the order of the table; equal by default',
    zh: '各组计划占比，如 a=1,b=2，缺省为均分',
  },
  {
    flags: '--summary <sums>',
    en: 'instead of a file: "sum,sumsq,n;sum,sumsq,n", control first',
    zh: '不用文件时直接给出“和,平方和,样本数;…”，对照组在前',
  },
]
