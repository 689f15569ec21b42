import type { LabOption } from '../../options.ts'
import { comparisonKinds } from './comparisons.ts'

export const linkOptions: readonly LabOption[] = [
  { flags: '--id <column>', en: 'names a record', zh: '记录编号列' },
  { flags: '--fields <columns>', en: 'columns to compare, by commas', zh: '参与比较的列，以逗号分隔' },
  {
    flags: '--fuzzy <columns>',
    en: 'of these, the ones where similar counts too: equal, Jaro-Winkler at least .88, different',
    zh: '其中按相似度比较的列：相等、Jaro-Winkler ≥ .88、不同',
  },
  {
    flags: '--compare <list>',
    en: `how to compare a column, as column:kind[:limits]; kinds ${comparisonKinds.join(', ')}`,
    zh: `指定某列的比较方式，写作 列:方式[:界限]；方式有 ${comparisonKinds.join('、')}`,
  },
  {
    flags: '--block <rules>',
    en: 'records equal in a column are compared; a+b needs both, a:3 the first characters, a:soundex or a:pinyin the sound',
    zh: '该列相等的记录才比较；a+b 须同时相等，a:3 取前几个字符，a:soundex、a:pinyin 按读音',
  },
  {
    flags: '--truth <column>',
    en: 'records with the same value are the same; judges the result',
    zh: '值相同即同一对象，用来检验结果',
  },
  {
    flags: '--truth-pattern <regex>',
    en: "takes the part of the truth column (or of the id) that counts, such as 'rec-(\\d+)-'",
    zh: "取真值列（或编号列）中起作用的部分，如 'rec-(\\d+)-'",
  },
  {
    flags: '--threshold <p>',
    en: 'pairs at least this probable are matches',
    zh: '概率不低于此值即判为匹配',
    default: '.9',
  },
  {
    flags: '--cluster <name>',
    en: 'what the figures count: none (pairs as matched), grouped, or one-to-one (nobody twice from one file; default for two files)',
    zh: '结果按什么计：none（逐对）、grouped（归并成簇）或 one-to-one（每个文件至多一条，两个文件时的默认值）',
  },
  { flags: '--largest-cluster <n>', en: 'no cluster holds more records', zh: '每簇记录数上限' },
  {
    flags: '--support <share>',
    en: 'two clusters join when at least this share of the pairs across them match; 0: one match is enough',
    zh: '两簇之间至少有此比例的记录对匹配才合并；0 表示一对即可',
    default: '.2',
  },
  {
    flags: '--term-frequency <columns>',
    en: 'columns where an equal rare value says more than a common one; the similar-name columns by default; or none',
    zh: '相等的罕见值比常见值更可信的列，默认为按相似度比较的列；none 表示不用',
  },
  { flags: '--prior <p>', en: 'chance that two records at random match', zh: '随机两条记录为同一对象的概率' },
  {
    flags: '--largest-block <n>',
    en: 'values shared by more records are passed over when blocking',
    zh: '同值记录数超过此数的块不比较',
    default: '10000',
  },
  {
    flags: '--random-pairs <n>',
    en: 'pairs drawn to see how often values agree by chance',
    zh: '用来估计偶然相等的随机对数',
    default: '1000000',
  },
  { flags: '--seed <n>', en: 'of the random pairs', zh: '随机种子', default: '1' },
  {
    flags: '--pairs <file>',
    en: 'writes the matches as CSV: both ids, weight, probability',
    zh: '把匹配写成 CSV：两个编号、权重、概率',
  },
  {
    flags: '--clusters <file>',
    en: 'writes each id with its cluster as CSV',
    zh: '把每个编号所属的簇写成 CSV',
  },
]
