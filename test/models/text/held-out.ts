import type { LabelledNote } from '@liangti/models'

/**
 * Notes in other words than those the coder learns from: `text | reason | topics | tone`. Written last, without a look at
 * what any coder makes of them; they judge, they never train.
 */
const lines = `
这个档位我们消费不了，有没有入门款的价 | price | price | 0
年终奖泡汤了，先不花这个钱 | price | price | 0
贵司的单价比我们心理预期高不少 | price | price | 0
同事拿的内部价比你这便宜多了 | price | price | 0
一盒八十八，抢劫啊 | price | price | -
自己会做，犯不着买现成的 | no_need | product | 0
家中老人已送养老院，不再需要护理用品 | no_need | product | 0
装好看的，其实没什么用，算了 | no_need | product | 0
闲置一大堆，正愁没地方放 | no_need | product | 0
流量月月有结余 | no_need | network | 0
认准了那家老字号，别的不看 | has_other | product | 0
年初刚跟友商续了三年 | has_other | product | 0
现在的服务商随叫随到，没理由换 | has_other | service | 0
已在他处投保 | has_other | product | 0
孩子舅舅开店的，东西都从他那拿 | has_other | shop | 0
就冲你们上回那个态度，门都没有 | bad_experience | staff | -
买回去一个月坏了三次，谁还信你们的质量 | bad_experience | product | -
投诉了都不了了之，还好意思来推销 | bad_experience | service | -
之前在你们那丢了两千积分，伤心了 | bad_experience | points | -
说好三天送到结果等了三个礼拜，算了吧 | bad_experience | delivery | -
正在高速上，到了服务区给你回 | later | - | 0
先把这学期上完，暑假联系我 | later | - | 0
容我跟别家对比对比，礼拜五答复 | later | - | 0
仓库在盘点，等忙完这阵 | later | - | 0
您把资料留下，有空我看看 | later | - | 0
这个号码是私人的，不谈业务，请删除 | privacy | contact | 0
你们一礼拜打了五次，够了没有 | privacy | contact | -
推销短信一律屏蔽 | privacy | contact | -
凭什么查我的消费习惯 | privacy | account | -
不愿意配合登记个人情况 | privacy | account | 0
采购权收归集团了，你找总部谈 | not_decision_maker | - | 0
家里大事都是我爱人拿主意 | not_decision_maker | - | 0
我是帮同学接的 | not_decision_maker | - | 0
要校长办公会通过才行 | not_decision_maker | - | 0
爷爷奶奶带娃，孩子父母不在，没法定 | not_decision_maker | - | 0
脚宽，你们的鞋楦太窄 | unsuited | product | 0
我们车间是防爆环境，这台设备不达标 | unsuited | product | 0
功率不够，带不动我们的机器 | unsuited | product | 0
住得太偏，物流不到 | unsuited | delivery | 0
孩子对牛奶蛋白过敏，这款吃不了 | unsuited | product | 0
非官方渠道的我不碰 | trust | - | 0
你这利率低得不像真的 | trust | price | -
新闻里刚报过类似的骗局 | trust | - | -
没见到实物之前我是不会掏钱的 | trust | product | 0
要是真这么好还用得着打电话推销 | trust | contact | -
接通即断，三次均如此 | other | - | 0
客户在哭，没继续说 | other | - | 0
电话那头是传真的声音 | other | - | 0
拒绝理由不详 | other | - | 0
号主已换人 | other | - | 0
微波炉转着转着冒烟了 | none | product | -
说好的安装费全免，师傅上门又收八十 | none | billing,staff | -
会员码扫了三遍没反应，分也没加上 | none | points,shop | -
订的奶连着两天没送 | none | delivery | -
收件地址改不了，页面老转圈 | none | account | -
退运费的事没人给个准话 | none | refund,service | -
洗发水用着舒服，婆婆也说好 | none | product | +
客服妹子声音甜，事情办得利索 | none | service,staff | +
好嘞，那就定两箱 | none | product | +
麻烦查一下我这单到哪了 | none | delivery | 0
cannot spend that much this quarter | price | price | 0
twice what I pay today | price | price | 0
we don't do that kind of business any more | no_need | product | 0
my cupboard is full of it | no_need | product | 0
committed to another brand | has_other | product | 0
your last delivery ruined our event, no | bad_experience | delivery | -
please ring back after lunch | later | - | 0
I will think about it over the weekend | later | - | 0
leave me alone and wipe my details | privacy | contact,account | -
purchasing is done by my colleague | not_decision_maker | - | 0
sleeves are too short for me | unsuited | product | 0
sounds fishy to me | trust | - | -
no idea who you are, could be anyone | trust | - | -
call dropped, no answer afterwards | other | - | 0
the kettle leaks | none | product | -
I was billed for a phone I sent back | none | billing,refund | -
the new layout of the store is lovely | none | shop | +
what time do you close | none | shop | 0
sure, put me down for one | none | - | +
`

export const heldOut: readonly LabelledNote[] = lines
  .trim()
  .split('\n')
  .map((line) => {
    const [text = '', reason = '', topics = '', tone = ''] = line.split(' | ')
    return {
      text,
      reason: reason === 'none' ? null : (reason as LabelledNote['reason']),
      topics: (topics === '-' ? [] : topics.split(',')) as LabelledNote['topics'],
      sentiment: tone === '-' ? -1 : tone === '+' ? 1 : 0,
    }
  })
