/** Pages the search knows: what the rail says, where it leads, and how it is spelt in pinyin (full and initials). */
export const searchPages = [
  { key: 'shell.home', to: '/', also: ['zonglan', 'zl', 'home', 'overview'] },
  { key: 'shell.customers', to: '/customers', also: ['kehu', 'kh', 'customers'] },
  {
    key: 'insight.tabs.overview',
    to: '/insight/overview',
    also: ['jingying', 'gaikuang', 'jygk', 'overview'],
  },
  { key: 'insight.tabs.rfm', to: '/insight/rfm', also: ['rfm', 'dongcha', 'dc'] },
  {
    key: 'insight.tabs.concentration',
    to: '/insight/concentration',
    also: ['jiazhi', 'jizhong', 'jzjz', 'concentration'],
  },
  { key: 'insight.tabs.segments', to: '/insight/segments', also: ['kequn', 'kq', 'segments'] },
  { key: 'shell.campaigns', to: '/campaigns', also: ['yingxiao', 'huodong', 'yxhd', 'campaigns'] },
  {
    key: 'campaigns.tabs.offers',
    to: '/campaigns/offers',
    also: ['yingxiaofangan', 'fangan', 'yxfa', 'offers'],
  },
  { key: 'campaigns.tabs.creatives', to: '/campaigns/creatives', also: ['chuangyi', 'cy', 'creatives'] },
  { key: 'campaigns.tabs.lessons', to: '/campaigns/lessons', also: ['jingyan', 'jy', 'lessons'] },
  {
    key: 'interaction.tabs.deliveries',
    to: '/interaction/deliveries',
    also: ['fasong', 'jilu', 'fsjl', 'deliveries'],
  },
  {
    key: 'interaction.tabs.doNotSend',
    to: '/interaction/do-not-send',
    also: ['jinfa', 'mingdan', 'jfmd', 'unsubscribe'],
  },
  { key: 'interaction.tabs.mail', to: '/interaction/mail', also: ['youjian', 'yj', 'mail', 'catcher'] },
  { key: 'shell.data', to: '/data', also: ['shuju', 'daoru', 'sj', 'import', 'data'] },
  { key: 'settings.tabs.workspace', to: '/settings/workspace', also: ['shezhi', 'sz', 'settings'] },
  { key: 'settings.tabs.members', to: '/settings/members', also: ['chengyuan', 'members', 'roles'] },
  { key: 'settings.tabs.keys', to: '/settings/keys', also: ['miyao', 'api', 'keys'] },
  {
    key: 'settings.tabs.channels',
    to: '/settings/channels',
    also: ['qudao', 'qd', 'channels', 'smtp', 'sms'],
  },
  { key: 'settings.tabs.card', to: '/settings/card', also: ['kapian', 'khkp', 'card', 'embed'] },
  { key: 'settings.tabs.fields', to: '/settings/fields', also: ['ziduan', 'quanxian', 'zdqx', 'fields'] },
  {
    key: 'privacy.title',
    to: '/customers/requests',
    also: ['qingqiu', 'shanchu', 'khqq', 'erasure', 'gdpr'],
  },
  { key: 'settings.tabs.privacy', to: '/settings/privacy', also: ['yinsi', 'ys', 'privacy'] },
  {
    key: 'settings.tabs.retention',
    to: '/settings/retention',
    also: ['baocun', 'qixian', 'bcqx', 'retention', 'hold'],
  },
  {
    key: 'settings.tabs.processing',
    to: '/settings/processing',
    also: ['chuli', 'jilu', 'pinggu', 'clhdjl', 'dpia', 'record'],
  },
  { key: 'settings.tabs.audit', to: '/settings/audit', also: ['shenji', 'audit'] },
] as const
