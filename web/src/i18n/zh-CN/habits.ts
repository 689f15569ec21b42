import type { Dictionary } from '../types.ts'

export const habits: Dictionary['habits'] = {
  title: '习惯的渠道与时段',
  note: '依据近 365 天。个人数据越少，越向全体客户的水平靠拢。',
  everybodyAt: '全体客户水平截至',
  empty: '还没有任何反应',
  emptyHelp: '联系过该客户或其有消费后，这里会显示其习惯的渠道与时段。',
  refused: '客户已关闭个性化推荐：活动对其采用全体客户的时段，不使用其本人的记录。',
  channels: '渠道',
  noChannels: '还没有满 3 天的消息或通话。',
  answers: '{{asked}} 次中有 {{answered}} 次回应',
  rate: '预计 {{rate}}（{{lo}} … {{hi}}），全体 {{everybody}}',
  preferred: '最常回应的渠道：{{channel}}。',
  noPreference: '没有明显更好的渠道。',
  when: '时段',
  usual: '多在{{days}} {{from}}–{{to}} 点（{{of}} 次中 {{acts}} 次）',
  fromTo: '{{from}}至{{to}}',
  everyDay: '每天',
  noPattern: '打开、点击、回复、接听或购买共 {{acts}} 次，没有明显规律',
  noActs: '没有其本人的记录，底色为全体客户',
  legend: '圆点：打开、点击、回复、接听或购买的时间。底色：下一次可能的时间。{{zone}}',
}
