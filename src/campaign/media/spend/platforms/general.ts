import type { SpendPlatform } from './platform.ts'

/** Any other table of days, for media that bill without a platform: papers, fairs, partners. */
export const anyTable: SpendPlatform = {
  id: 'general',
  label: { en: 'Another table', 'zh-CN': '其他表格' },
  about: {
    en: 'Any table with a day and a sum spent; the other columns are chosen by you.',
    'zh-CN': '任意包含日期与花费的表格，其余列可自行对应。',
  },
  columns: {
    date: ['date', 'day', '日期', '时间'],
    medium: ['medium', 'media', 'channel', '媒体', '渠道'],
    campaign: ['campaign', 'campaign name', '活动', '计划', '推广计划'],
    impressions: ['impressions', 'views', '曝光', '曝光量', '展示', '展示数'],
    clicks: ['clicks', '点击', '点击量', '点击数'],
    spend: ['spend', 'cost', 'amount', '花费', '消耗', '费用', '金额'],
    currency: ['currency', '币种'],
    conversions: ['conversions', 'results', '转化', '转化数', '转化量'],
  },
  currency: null,
}
