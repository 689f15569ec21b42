import type { SpendPlatform } from './platform.ts'

export const tencentAds: SpendPlatform = {
  id: 'tencent_ads',
  label: { en: 'Tencent Ads', 'zh-CN': '腾讯广告' },
  about: {
    en: 'Reports, by campaign, split by day, exported as CSV or a workbook.',
    'zh-CN': '报表：按推广计划或广告、分日，导出 CSV 或 Excel。',
  },
  columns: {
    date: ['日期', '时间', 'date'],
    campaign: ['推广计划名称', '推广计划', '营销单元名称', '广告名称', 'campaign_name'],
    impressions: ['曝光量', '曝光次数', 'view_count'],
    clicks: ['点击量', '点击次数', 'valid_click_count'],
    spend: ['花费', '消耗', 'cost'],
    conversions: ['目标转化量', '转化目标量', '转化量', 'conversions_count'],
  },
  currency: 'CNY',
}

export const oceanEngine: SpendPlatform = {
  id: 'ocean_engine',
  label: { en: 'Ocean Engine', 'zh-CN': '巨量引擎' },
  about: {
    en: 'Reports, by project or advertisement, split by day, exported as CSV or a workbook.',
    'zh-CN': '报表：按项目或广告、分天，导出 CSV 或 Excel。',
  },
  columns: {
    date: ['时间-天', '时间', '日期', 'stat_time_day'],
    campaign: ['项目名称', '广告组名称', '广告计划名称', '广告名称', 'cdp_project_name'],
    impressions: ['展示数', '展现数', '展示次数', 'show_cnt'],
    clicks: ['点击数', '点击次数', 'click_cnt'],
    spend: ['消耗', '总消耗', '总花费', 'stat_cost'],
    conversions: ['转化数', 'convert_cnt'],
  },
  currency: 'CNY',
}
