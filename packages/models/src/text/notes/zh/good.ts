/** Agreements, praise and neutral notes, in Chinese. One note a line; a line that begins with @ says topics and tone of those below, ` # ` those of one note. */
export const zhGood = `
@ product +
客户很满意，当场下单
同意购买两盒
已下单，下午付款
挺喜欢的，要再买一件送人
效果不错，推荐给朋友了
用了三年没出过问题，非常好
质量好，孩子很爱吃
愿意试用一个月
客户感兴趣，要详细资料
成交
喜欢新款，要预订
味道很赞，还会回购
几好用，会再买
得劲儿，再来两箱
比想象中好用
同意升级套餐 # network +
网速快，家里满格信号 # network +
宽带装好了，很快很稳 # network +
@ service +
客服很耐心，问题十分钟就解决了
售后处理得又快又好，给个好评
服务周到，谢谢
上门维修很准时，满意
投诉处理得很好，继续支持你们
感谢你们主动打电话来说明
@ staff +
导购小妹很热情，介绍得清楚 # staff,shop +
师傅手艺好，还把地拖干净了
教练专业，孩子进步大
店长亲自道歉，很感动 # staff,shop +
业务员讲得明白，愿意再聊
个店员好有礼貌 # staff,shop +
@ delivery +
昨天下单今天就到，包装也好
配送小哥送上六楼，赞
物流神速
准时送达，冰袋还是冻的
@ shop +
店里环境干净，逛着舒服
新店位置方便，以后常去
停车免费，很方便
@ price +
活动价很划算，囤了三个
价格公道，比别家便宜
优惠力度大，已经续费
套餐降价了，开心 # price,network +
@ points +
积分换了个锅，很值
会员日双倍积分，不错
生日收到券，很惊喜
@ refund +
退款当天就到账，放心
换货很爽快，没有一句废话
@ account +
新版APP登录方便多了
会员升级成功，谢谢
@ - 0
同意下周二到店 # shop 0
已预约周六上午十点试驾 # product 0
客户要报价单，已发 # price 0
请把方案发到邮箱
问了营业时间 # shop 0
咨询怎么改地址 # account,delivery 0
问积分怎么查 # points 0
想知道有没有蓝色 # product 0
询问分期方式 # price 0
问发票怎么开 # billing 0
已确认收货地址 # delivery 0
已回访，无异常
客户接受，等待签约
要求周三送货 # delivery 0
已转接技术部门 # service 0
更新了联系方式 # account 0
问退货流程 # refund 0
约好下周再谈合同细节，有意向
愿意参加问卷
核对资料完成 # account 0
询问网络覆盖情况 # network 0
想查上月账单 # billing 0
同意续约一年 # - +
答应参加周末活动 # shop +
客户愿意推荐同事 # - +
已付定金 # product 0
问有没有人上门量尺寸 # service 0
好的，可以，就这么办 # - +
行，给我办一个 # product +
可以啊，寄样品过来看看 # product 0
`
