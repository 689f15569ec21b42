/** Rarer turns of phrase, both languages; `= ` names the reason, ` # ` topics and tone of a note. */
export const varied = `
= price
报价我们吃不消，能打七折再找我 # price 0
一听要三千多就说算了 # price 0
客户嫌收费偏高，想砍价 # price 0
手里没那么多现金 # price 0
这个数太夸张，普通人谁舍得 # price -
不是看不上，是钱包不允许 # price 0
比别处多花好几百，划不来 # price 0
咁贵，抵唔抵啊，都系算啦 # price 0
年底促销力度大点再来买 # price 0
开支要压缩，今年这项不批钱 # price 0
costs way more than I planned to spend # price 0
the fee is beyond our budget # price 0
nice thing but my wallet says no # price,product 0
= no_need
用得少，家里那台还好好的 # product 0
本人从不熬夜也不健身，买它做什么 # product 0
我们早就停产了，这种料不再采购 # product 0
没那个必要吧 # product 0
刚囤了一箱，吃到明年 # product 0
谢谢，我用不到 # product 0
完全没有购买意愿，不关心这类东西 # product 0
倒不是钱的事儿，买回来也是闲着 # product 0
屋企人少，用唔到咁大 # product 0
目前套餐绰绰有余 # network 0
not looking for anything like this # product 0
mine is still in good shape # product 0
we would never use it # product 0
= has_other
跟另一家合作得挺顺，没打算换人 # product 0
前天已经在京东那边下单别的牌子了 # product 0
我们认准一个厂家，不接触新的 # product 0
合同还绑在对手手里 # product 0
家里人就在那家公司，肯定用他们的 # product 0
手上有两家供货，够了 # product 0
已办理他行信用卡 # account 0
用紧第间公司嘅宽频，未到期 # network 0
老顾客了，一直在对面那家做头发 # shop 0
习惯了原来那个牌子的味道 # product 0
works with another firm for years and is content # product 0
just renewed with your competitor # product 0
her cousin supplies them # product 0
= bad_experience
想起去年那次维修就来气，免谈 # service -
被坑怕了，绝不回头 # service -
你们家的锅把手断了，差点烫伤我，还想卖我东西 # product -
钱都没退清，别跟我提新活动 # refund -
那个柜姐翻白眼，我再也没进去过 # staff,shop -
前面订的货拖了四十天，误了工期，不敢再订 # delivery -
不差钱，差的是你们的售后 # service -
网慢得要死，早想换掉，续约没门 # network -
上次俾你哋搞到好唔开心，冇下次 # service -
偷偷给我开了个包月，这种公司谁还敢用 # billing -
you messed up my order last year, forget it # service -
your router never worked properly, I am leaving # network -
after how support handled it, no way # service -
= later
手头有事，傍晚再拨过来 # - 0
月底盘完账我们再碰 # - 0
等我回老家过完节 # - 0
正吃饭呢，过一个钟头 # - 0
现在定不下来，得琢磨几天 # - 0
这阵子赶项目，抽不出身 # - 0
不排斥，但要等孩子中考结束 # - 0
听日先覆你得唔得 # - 0
春节后再启动 # - 0
让半个月以后跟进 # - 0
try me again tomorrow morning # - 0
on the train, please phone later # - 0
let me sleep on it # - 0
= privacy
再来电话我就找监管部门 # contact -
谁允许你们拿到我手机号的 # contact -
把我的资料从系统里清掉 # contact,account 0
短信收得头都大了，停掉 # contact -
反感陌生来电，让以后别联系 # contact -
麻烦以后不要再致电 # contact 0
我没授权过任何营销 # contact -
唔该唔好再骚扰我 # contact -
不想透露住址和生日 # account 0
已将我方号码标记为骚扰 # contact -
remove my number from your system # contact 0
quit calling, I will report you # contact -
who gave you my details # contact -
= not_decision_maker
这得我先生点头 # - 0
我一个打工的拍不了板 # - 0
听总公司的，分店没有采购权 # - 0
爸妈说不行 # - 0
接电话的是秘书，要等经理回来定 # - 0
负责人换了，让找设备科 # - 0
要跟合伙人开会讨论才能决定 # - 0
我仲系学生，要问屋企人 # - 0
签字权在院领导 # - 0
喜欢归喜欢，太太那关过不了 # - 0
my manager has to decide this # - 0
I need to run it by my wife # - 0
only headquarters can approve # - 0
= unsuited
腰围不够大，穿不上 # product 0
接口对不上我们的旧设备 # product 0
太甜了我血糖高不能碰 # product 0
操作麻烦，爷爷奶奶学不会 # product 0
楼道没有接入条件，师傅说装不了 # network 0
颜色偏暗，和客厅不配 # product 0
价位没问题，可惜没有双人间 # product,price 0
超出承保年龄 # product 0
门店在城西，过去要两个钟 # shop 0
我们要的是定制尺寸，标准品没法用 # product 0
it won't fit in the hallway # product 0
our software cannot connect to it # product 0
no branch anywhere near him # shop 0
= trust
天上不会掉馅饼 # - -
现在骗子多，不敢信 # - -
你先证明你是官方的 # - 0
听都没听过，买了出问题找谁 # product 0
预存话费？到时候关门了怎么办 # billing 0
口碑看着不行，怕上当 # product -
感觉你们在套我的银行信息 # account -
吹得太神了，我不吃这一套 # - -
呃钱嘅嘢，我先唔信 # - -
要有实体证书我才敢买 # product 0
smells like a con # - -
how do I know you are genuine # - 0
I don't pay strangers on the internet # billing -
= other
对方不出声，几秒后断线 # - 0
机主更换，查无此人 # - 0
人已过世，家属告知 # - 0
没给理由，只回了个不字 # - 0
单位撤了，人都散了 # - 0
听力障碍，无法沟通 # - 0
无人接听，转留言 # - 0
在外地养病，不愿多谈 # - 0
系统提示号码不存在 # - 0
接起来骂人就挂了 # - -
nobody there, machine picked up # - 0
person moved away, new tenant answered # - 0
declined, did not explain # - 0
= none
冰箱送来门凹进去一块 # delivery,product -
骑手把汤洒了一袋子 # delivery,staff -
预约今天安装，等到天黑没人来 # service -
吹风机一开就冒火星 # product -
店员当着我的面嘲笑顾客 # staff,shop -
晚高峰刷视频转圈圈 # network -
账上平白多出一笔增值业务 # billing -
退回去的裤子商家说没收到，钱也不给 # refund -
改绑手机老是失败，进不去会员中心 # account -
换购的杯子扣了分却没到 # points,delivery -
下单第二天就降了一百五，心里不平衡 # price -
夜里还在推送广告 # contact -
工单关了但问题还在 # service -
洗手间一股味，桌子油腻 # shop -
师傅专业负责，一次修好 # staff,service +
老公试了说舒服，又订了一件 # product +
客服回电及时，态度好 # service +
隔天就收到了，包得严实 # delivery +
优惠很实在，顺手续了一年 # price +
愿意先体验两周 # product +
没问题，帮我登记吧 # - +
想问下几点关门 # shop 0
请发一份产品手册给我 # product 0
怎么查我还有多少分 # points 0
约了月底签约 # - 0
the courier left it in the rain # delivery -
wrong amount on my bill # billing -
cannot reset my password # account -
waiting three weeks for my money back # refund -
really friendly staff in the branch # staff,shop +
excellent mattress, sleeping better # product +
please send the catalogue # product 0
count me in # - +
`
