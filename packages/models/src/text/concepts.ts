/**
 * What words of the trade have in common, so that a note in words never seen still says something: a line a concept,
 * its name, then Chinese word parts and English words. A word counts where it stands, also within a longer one in
 * Chinese.
 */
const lines = `
money: 贵 价 钱 预算 便宜 平啲 划算 划不来 不值 优惠 打折 八折 半价 折扣 降价 性价比 成本 开支 花费 费用 负担 吃不消 首付 利息 分期 年费 月费 月租 资金 经费 掏 舍得 买不起 钱包 收入 工资 expensive cost costs price pricey budget afford fee fees cheap cheaper discount money worth wallet pay pays dear
more: 太 超 高 多 涨 too more higher over above beyond
later: 下周 下个月 下月 明天 明年 后天 听日 迟啲 晚点 晚上 傍晚 下午 上午 回头 改天 改日 过几天 过两天 月底 年底 年后 节后 以后再 再说 再谈 再联系 再打 下次 季度 半个月 周末 暂缓 不急 later tomorrow tonight next afternoon morning week month spring monday tuesday wednesday thursday friday weekend again soon
until: 等 之后 完 结束 到期 until after when once
busy: 忙 开会 开车 没空 得闲 有事 上班 加班 出差 吃饭 带孩子 赶 抽不出 腾不出 上课 睡 在外 不方便 meeting busy driving travelling train travel
ponder: 考虑 想想 琢磨 寻思 谂 商量 比较 犹豫 观望 定不下 决定 think consider decide compare sleep
family: 老婆 老公 爱人 太太 先生 丈夫 妻子 媳妇 当家 爸 妈 父母 老豆 儿子 女儿 闺女 家里人 家人 屋企人 家属 husband wife parents partner family mother father
boss: 老板 老细 领导 总部 总公司 上级 经理 总监 董事 股东 合伙人 集团 院长 校长 财务 采购 行政 boss manager headquarters head office board finance purchasing director owner landlord
authority: 做主 作主 做不了 说了算 说了不算 拍板 审批 批准 同意 签字 权限 无权 请示 点头 负责 决策 approve approval authorised authorise sign permission allowed
calls: 电话 来电 致电 短信 微信 外呼 推销 号码 广告 推送 营销 邮件 call calls calling called text texts texting mail email phone number spam marketing
stop: 别再 不要再 唔好再 停止 骚扰 退订 拉黑 黑名单 投诉 举报 报警 打扰 反感 勿 烦 stop quit unsubscribe remove off report complain harassment delete
privacy: 隐私 信息 资料 泄露 泄漏 个人 授权 身份证 住址 生日 监视 监听 data personal details privacy private birth
rival: 别家 别人 另一家 另外一家 第二 第间 其他公司 供应商 供货 合作 对手 竞争 同行 牌子 品牌 厂家 渠道 商家 隔壁 对面 competitor supplier vendor provider brand another elsewhere
bound: 合同 签约 签了 独家 绑 续 协议 框架 contract signed agreement locked
already: 已经 已有 有咗 刚买 买过 买了 刚在 办了 习惯 用惯 一直用 固定 already just bought happy switch
need: 需要 需求 用不 用唔 唔使 冇需要 必要 没兴趣 不感兴趣 闲着 多余 没用处 甭 need needs use interested necessary looking
plenty: 够 还有 剩 库存 没用完 囤 一箱 好好的 没坏 堆 plenty enough stock fine works
past: 上次 上回 之前 以前 去年 前面 那次 曾 试过 被坑 吃过亏 踩雷 last before once previous past
never: 再也 不会再 不敢再 绝不 没门 免谈 休想 谁还敢 不来了 never forget leaving
bad: 差 烂 坏 糟 恶劣 气死 失望 寒心 伤 难吃 脏 吵 故障 毛病 awful rude poor terrible bad broke broken worst filthy
distrust: 骗 呃人 呃 假 诈 传销 不信 唔信 信不过 靠谱 不放心 怕 担心 保障 上当 套路 猫腻 忽悠 跑路 暴雷 陷阱 冒充 夸大 口碑 scam trust fake fraud cheated believe genuine con true hidden afraid proof
suits: 合适 适合 啱 合身 尺码 尺寸 大码 颜色 款式 型号 规格 功能 兼容 覆盖 支持 定制 匹配 不符 不配 口味 size colour fit fits suit compatible features available model
body: 过敏 糖尿 血糖 孕 肤质 敏感 年龄 医生 乳糖 skin allergic diabetic
hard: 复杂 不会用 学不会 难使 麻烦 重 complicated difficult heavy
absent: 挂断 挂了 收咗线 撂 空号 关机 停机 占线 打错 号错 不是本人 机主 无人 没人接 不出声 不说话 断线 语音信箱 留言 去世 过世 移民 注销 倒闭 hung wrong number voicemail machine dead moved passed
mute: 没说 未说 没讲 未说明 不说明 原因 理由 没回应 reason explain without saying
delivery: 快递 送到 送货 配送 物流 包裹 发货 到货 外卖 骑手 签收 运费 寄 收到 parcel delivery delivered courier arrived arrive shipping package driver
staff: 店员 导购 师傅 营业员 教练 态度 业务员 前台 收银 柜姐 老师 坐席 小哥 staff assistant agent counter technician installer fitter
shop: 店 柜台 排队 停车 营业 试衣 货架 卫生间 环境 store shop branch queue
network: 网 信号 宽带 流量 套餐 光猫 光纤 掉线 断网 卡顿 internet signal speed connection router broadband
account: 账号 账户 登录 登入 密码 验证码 会员卡 实名 绑定 注册 解绑 login log password account locked verification
points: 积分 分数 券 兑换 礼品 奖品 抽奖 核销 points voucher coupon reward
billing: 扣 账单 发票 话费 多收 乱收 收费 押金 自动续费 充值 charged bill invoice overcharged subscription
refund: 退货 退款 退钱 退回 换货 赔 运费险 refund return returned exchange back
service: 售后 维修 报修 客服 安装 处理 解决 答复 没人理 回复 人工 服务 support service repair complaint help answered
goods: 质量 质地 漏 裂 开胶 掉色 缩水 变质 保质期 屏幕 味道 异味 说明书 效果 好用 产品 东西 quality zip screen smell works item
good: 满意 喜欢 谢谢 感谢 不错 赞 很好 热情 耐心 准时 放心 开心 惊喜 舒服 划算 专业 周到 great happy love lovely excellent thanks friendly impressed good
asks: 问 咨询 怎么 哪里 几点 有没有 询问 想知道 查 how where asked what
agrees: 同意 愿意 可以啊 预约 已下单 成交 确认 登记 报名 好的 没问题 答应 办一个 agreed agree yes please order ordered booked sign confirmed
wants: 要求 请把 发到 发一份 已发 想要 详细资料 send wants brochure copy catalogue
`

interface Concept {
  readonly name: string
  readonly parts: readonly string[]
  readonly words: ReadonlySet<string>
}

const concepts: readonly Concept[] = lines
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', words = ''] = line.split(': ')
    const all = words.split(' ')
    return {
      name,
      parts: all.filter((word) => !/^[a-z]/.test(word)),
      words: new Set(all.filter((word) => /^[a-z]/.test(word))),
    }
  })

/** Names of the concepts that a clause in plain spelling touches. */
export function conceptsOf(clause: string): string[] {
  const words = clause.match(/[a-z']+/g) ?? []
  return concepts
    .filter(
      (own) => own.parts.some((part) => clause.includes(part)) || words.some((word) => own.words.has(word)),
    )
    .map(({ name }) => name)
}
