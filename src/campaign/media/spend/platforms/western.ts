import type { SpendPlatform } from './platform.ts'

export const googleAds: SpendPlatform = {
  id: 'google_ads',
  label: { en: 'Google Ads', 'zh-CN': 'Google Ads' },
  about: {
    en: 'Campaigns, segment by day, download as .csv; the two lines of title above the table are skipped.',
    'zh-CN': '在“广告系列”中按“天”细分并下载 .csv；表格上方的两行标题会自动跳过。',
  },
  columns: {
    date: ['day', '天', '日期'],
    campaign: ['campaign', 'campaign name', '广告系列', '广告系列名称'],
    impressions: ['impr.', 'impressions', '展示次数', '展示'],
    clicks: ['clicks', '点击次数', '点击'],
    spend: ['cost', '费用', '花费'],
    currency: ['currency code', 'currency', '币种代码', '货币代码'],
    conversions: ['conversions', '转化次数', '转化'],
  },
  currency: null,
}

export const metaAds: SpendPlatform = {
  id: 'meta_ads',
  label: { en: 'Meta', 'zh-CN': 'Meta' },
  about: {
    en: 'Ads Manager, campaigns, breakdown by day, exported as .csv or .xlsx.',
    'zh-CN': '广告管理工具：广告系列按“天”细分，导出 .csv 或 .xlsx。',
  },
  columns: {
    date: ['day', 'reporting starts', '天', '报告开始日期'],
    endDate: ['reporting ends', '报告结束日期'],
    campaign: ['campaign name', '广告系列名称', '广告系列'],
    impressions: ['impressions', '展示次数'],
    clicks: ['link clicks', 'clicks', '链接点击量', '点击量'],
    spend: ['amount spent', '已花费金额', '花费金额'],
    currency: ['currency', '币种'],
    conversions: ['results', '成效'],
  },
  currency: null,
}
