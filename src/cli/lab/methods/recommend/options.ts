import type { LabOption } from '../../options.ts'

export const models = ['popularity', 'itemknn', 'ease', 'als', 'session-knn', 'bought-together'] as const
export type RecommendModel = (typeof models)[number]

export const recommendOptions: readonly LabOption[] = [
  {
    flags: '--user <column>',
    en: 'who; for session-knn a person or one visit',
    zh: '用户列；session-knn 中可为一次访问',
  },
  {
    flags: '--item <column>',
    en: 'what; where scores tie the lower id comes first',
    zh: '商品列；得分相同时编号小的在前',
  },
  { flags: '--rating <column>', en: 'how much it was liked', zh: '评分列' },
  {
    flags: '--min-rating <n>',
    en: 'only rows rated at least so high count; all by default',
    zh: '只计评分不低于此值的行，默认全部计入',
  },
  {
    flags: '--time <column>',
    en: 'when; needed by --split last and by session-knn',
    zh: '时间列；--split last 与 session-knn 必填',
  },
  {
    flags: '--basket <column>',
    en: 'bought-together: rows with the same value are one basket (an order, or the user)',
    zh: 'bought-together：同值各行为一个购物篮（订单号或用户）',
  },
  { flags: '--model <name>', en: models.join(', '), zh: models.join('、'), default: 'ease' },
  {
    flags: '--split <how>',
    en: 'mod:5 (of the rows that count, numbered from 0 in the order of the file, those that leave --fold when divided by 5 are held out), last (the last item of everybody who has several), or column:NAME (holding train and test)',
    zh: 'mod:5（把计入的行按文件顺序从 0 编号，除以 5 余数等于 --fold 的行留作测试）、last（每人最后一件，只有一件者不留）或 column:列名（值为 train 与 test）',
    default: 'mod:5',
  },
  { flags: '--fold <n>', en: 'which remainder is held out', zh: '留作测试的余数', default: '0' },
  {
    flags: '--neighbours <n>',
    en: 'itemknn: neighbours of an item, 100; session-knn: sessions alike, 200; bought-together: companions of an item, 100',
    zh: 'itemknn：每个商品的近邻数，默认 100；session-knn：相似会话数，默认 200；bought-together：每个商品的搭配数，默认 100',
  },
  {
    flags: '--shrinkage <n>',
    en: 'itemknn: how much rare pairs are held back',
    zh: 'itemknn：对少见组合的收缩',
    default: '10',
  },
  { flags: '--lambda <n>', en: 'ease: ridge penalty', zh: 'ease：岭惩罚', default: '300' },
  { flags: '--factors <n>', en: 'als: length of a factor', zh: 'als：因子维数', default: '64' },
  {
    flags: '--reg <n>',
    en: 'als: penalty, multiplied for each person and item by how much is known of it: reg · (entries + alpha0 · all)',
    zh: 'als：正则系数，按各人、各商品的已知量放大：reg ×（条目数 + alpha0 × 总数）',
    default: '0.01',
  },
  {
    flags: '--alpha0 <n>',
    en: 'als: weight of a pair that is not there',
    zh: 'als：未出现组合的权重',
    default: '0.1',
  },
  { flags: '--epochs <n>', en: 'als: rounds', zh: 'als：迭代轮数', default: '16' },
  { flags: '--seed <n>', en: 'als: seed of all chance', zh: 'als：随机种子', default: '1' },
  {
    flags: '--sample <n>',
    en: 'session-knn: the newest sessions with an item that are compared',
    zh: 'session-knn：每个商品参与比较的最近会话数',
    default: '2000',
  },
  {
    flags: '--least <n>',
    en: 'bought-together: baskets that must hold both',
    zh: 'bought-together：同时包含两件的最少篮子数',
    default: '2',
  },
]
