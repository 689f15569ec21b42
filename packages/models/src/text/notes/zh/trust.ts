/** Refused for want of trust, in Chinese. One note a line; a line that begins with @ says topics and tone of those below, ` # ` those of one note. */
export const zhTrust = `
@ - -
怕是骗子
你是不是诈骗电话
不信，网上都说是假的
没听过这个牌子，不放心 # product 0
不相信有这么好的事
感觉是传销
电话里的不信，要去门店看 # shop 0
要看营业执照才谈 # - 0
怀疑是假货 # product -
先付款不放心，怕收不到货 # delivery -
怕交了钱跑路
之前新闻说你们暴雷
资金安全没保障 
小公司，怕倒闭 # - 0
网上评价太差，不敢买 # product -
说得天花乱坠，不可信 # staff -
承诺的收益不靠谱
免费的都是坑
中奖？骗人的吧
怕套路，各种隐形消费 # billing -
怕有隐藏条款
怕贷款是高利贷
不认识你，凭什么信你 # staff -
要求出示工号，不相信是官方 # staff 0
担心是冒充客服 # service -
不敢在网上付钱 # billing 0
不敢点链接 # account 0
不敢给银行卡号 # account 0
怀疑夸大宣传 # product -
保健品都是骗老人的 # product -
没有第三方检测报告，不信 # product 0
听说有人被骗过
邻居说上当了，别买
朋友说这家不靠谱
养老钱不能冒险
理财亏怕了，不信你们
保险都是骗人的
预付卡不敢办，怕关门 # shop -
健身房跑路太多，不敢充值 # shop,billing -
你哋系咪呃人㗎
老千嚟㗎，唔信
信你先有鬼
怕被忽悠
净忽悠人，谁信呐
别蒙我了
不是没钱，是不相信你们
不是不需要，是信不过
价格低得可疑，不敢要 # price -
便宜得不正常，肯定有猫腻 # price -
客户对品牌缺乏信任
客户质疑真实性，要求官方核实 # - 0
客户认为是诈骗，挂断
担心产品安全性 # product 0
担心数据放云上不安全 # product 0
要看到成功案例才放心 # - 0
没有实体店，不放心 # shop 0
新公司没口碑，再观察 # - 0
偏子，别来这套
不轻易相信电话推销 # contact -
合同条款不透明，不敢签
`
