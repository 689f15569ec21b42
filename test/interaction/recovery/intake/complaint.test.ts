import { baseNoteCoder, codeNote } from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { isComplaint } from '../../../../src/interaction/recovery/intake/complaint.ts'

const complaints = `快递三天了还没动静，你们怎么回事|这个月话费多扣了三十，太过分了|收到的杯子是碎的|客服态度太差，问什么都不知道
我的退款两周了还没到账|买的空调不制冷，修了两次还是坏的|网络天天断，根本没法用|积分无缘无故少了五百|我要投诉|门店排队一个小时没人管
说好今天送到，又没来|衣服洗一次就掉色|订单取消了钱不退|The parcel arrived broken and nobody answers|You charged me twice this month
My refund still has not come|Your staff was rude to me|the kettle leaks after a week|I want to complain|Network is down again, third time this week
烫伤了手，你们的壶盖松的|再不处理我就打12315|还是没有收到货|发错颜色了|质量太差了，用了一天就坏|少发了一件|东西坏了|优惠券用不了，白跑一趟
承诺的赠品没给|wrong size sent, again`
const others = `好的，谢谢|太贵了|不需要|请问几点关门|你们在哪里？|有没有蓝色的|什么时候有活动|收到了，很好用|已经买了别家的|以后再说|可以便宜一点吗
谢谢，东西很满意|能开发票吗|I will think about it|Too expensive for me|Do you have it in blue?|Thanks, works great|When does the sale end?|not interested
请把我的地址改一下|换个电话号码|我想预约周六|你好，在吗|怎么使用优惠券|这个怎么退货|快递到哪了|How do I return this?|别再给我打电话了|1|好评|没时间
我是学生有折扣吗|没问题|物流很快|please call me tomorrow|Where is my parcel?|Your courteous staff let me explore everything|不投诉了，谢谢|How can I file a return, is it free?`

const heard = (text: string) =>
  text.split(/[|\n]/).map((words) => [words, isComplaint(words, codeNote(baseNoteCoder(), words))] as const)

describe('an answer', () => {
  it('that complains is heard in most cases, and a question or a refusal is not taken for one', () => {
    const [yes, no] = [heard(complaints), heard(others)]
    expect(no.filter(([, is]) => is)).toEqual([])
    const missed = yes.filter(([, is]) => !is)
    // Of thirty, written by hand in both languages; what is missed is opened by hand.
    expect(missed.length, JSON.stringify(missed)).toBeLessThanOrEqual(6)
    expect(yes).toHaveLength(30)
  })

  it('that is not satisfied is heard, one that is thankful is not taken for one', () => {
    const annoyed = { sentiment: -1 as const, topics: [{ code: 'quality', score: 1 }] as never }
    expect(isComplaint('对质量很不满意', annoyed)).toBe(true)
    expect(isComplaint('质量我很满意', annoyed)).toBe(false)
  })

  it('is one whatever its tone where somebody was hurt or an authority is named', () => {
    expect(isComplaint('孩子吃了过敏了怎么办？', { sentiment: 0, topics: [] })).toBe(true)
    expect(isComplaint('should I call a lawyer?', { sentiment: 0, topics: [] })).toBe(true)
  })
})
