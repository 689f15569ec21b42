import type { Dictionary } from '../types.ts'

export const touchMap: Dictionary['touchMap'] = {
  answers: '客户在各阶段与公司在哪里接触，有多少回应，体验如何。',
  title: '各阶段的接触点',
  legend: '圆的大小（同列比较）：该阶段人均接触次数。颜色深浅：回应率。',
  empty: '还没有数据',
  emptyHelp: '阶段依据订单划分，导入订单后这里会显示地图。',
  period: '时间范围',
  segment: '客群',
  everybody: '全体客户',
  stage: '阶段',
  point: '接触点',
  points: { purchase: '购买', web: '网站与 App', complaint: '投诉', survey: '满意度调查' },
  stages: {
    prospect: '潜在客户',
    first: '首购',
    repeat: '复购',
    at_risk: '有流失风险',
    lost: '已流失',
  },
  people: '{{shown}} 人',
  hidden: '人数过少，不显示',
  silent: '沉默占比',
  satisfied: '满意度',
  score: '体验分',
  tooLittle: '数据不足',
  volume: '{{shown}} 次，{{people}} 人',
  ofPeople: '{{shown}} 人',
  answered: '回应 {{share}}',
  parts: { content: '满意', answering: '回应', calm: '无投诉' },
  scoreTitle: '体验分如何计算',
  formula:
    '0 至 100 分，为三部分的简单平均：满意，即（1 + NPS）/ 2 与 CSAT 中 4、5 分的占比，按回答数加权；回应，即被联系的人中至少回应过一次的占比；无投诉，即有过任何行为的人中没有投诉的占比。没有数据的部分不计入，少于两部分则不给出分数。区间为各部分 95% 置信区间端点的平均。',
  unknown:
    '它不知道的：沉默的人怎么想、没有记录之处说了什么、某个接触点是否真正起了作用。回答调查的人不代表全体。宜与同一阶段的过去相比，而不是与其他阶段相比。',
  stagesHelp:
    '阶段依据距上次消费天数与消费频次的评分：首购与复购的近期评分在上半部，已流失为最低分，有流失风险介于其间。发出不足 3 天的消息暂不计入。',
  export: '导出 CSV',
  peopleHead: '人数',
  volumeHead: '次数',
  answeredHead: '回应率或分数',
}
