/** Refused after a bad experience, in Chinese. One note a line; a line that begins with @ says topics and tone of those below, ` # ` those of one note. */
export const zhBadExperience = `
@ service -
上次售后太差，再也不买了
之前买的用三天就坏了，不敢再买 # product -
被你们坑过一次，不会再来
去年投诉到现在没人理，别打了 # service,contact -
上回送货晚了半个月，这次不订了 # delivery -
态度恶劣，以后不会光顾 # staff -
导购态度不好，伤了心，不来了 # staff,shop -
之前退款拖了两个月，不考虑了 # refund -
用过，效果差，不会复购 # product -
吃了拉肚子，不敢再吃 # product -
衣服洗一次就缩水，不会再买你家 # product -
质量不行，上次买的退了 # product,refund -
网速一直掉线，正要销户呢，还续什么 # network -
信号太差，打算转网 # network -
客服踢皮球，问题没解决，坚决不续 # service -
之前乱扣费，跟你们没什么好谈的 # billing -
扣了我一年的增值费，不会再办任何业务 # billing -
上次说送积分也没给，没信用 # points -
积分说清零就清零，寒心，不玩了 # points -
寄来都是碎的，还不给赔 # delivery,refund -
发错货还怪我，拉倒吧 # delivery,service -
安装师傅弄坏地板，至今没赔 # staff,service -
买过一次，踩雷 # product -
客户说吃过亏
客户之前体验不好，不愿再买
有过不愉快的经历，拒绝
以前用过你们家，维修等了一个月
上次维修乱收费，气死了 # service,billing -
不是价格的事，是上次的服务太让人失望
不是不需要，是被你们伤过
贵倒不贵，就是上次质量太差 # product -
便宜没好货，上次买的掉色 # product -
上次嗰件货烂嘅，唔会再买 # product -
你哋服务态度好差，唔帮衬喇 # staff -
试过一次，中伏，唔会再嚟 # product -
上回买那玩意儿没俩月就歇菜了，不要 # product -
你们那服务真不咋地，拉倒
老是出毛病，修了三回，再也不用这牌子 # product,service -
酒店又吵又脏，不会再住 # service,shop -
上次旅行团强制购物，不会再报
课程老师换了三个，孩子没学到东西，不续费 # staff,service -
理赔的时候各种推脱，不会续保
出险不赔，退保都来不及
上次预约了去没人接待，白跑一趟 # shop,service -
系统老崩溃，数据丢过一次，换了别的 # product -
用了半年故障五次，没法再合作 # product -
交货延误影响我们生产，采购不让再用 # delivery -
账号被盗没人管，不用你们了 # account -
会员到期前偷偷自动续费，寒了心 # billing,account -
护肤品用了过敏，脸肿了一周，不要再推 # product -
订的蛋糕送错，生日都毁了，不会再订 # delivery -
上次抽到奖一直没发，别再搞活动骗人了 # service -
买过 不好用 # product -
上次体检报告都搞错 不去了
用了之后没效果，白花钱 # product,price -
上次买的鞋开胶，找店里不认 # product,shop -
质量太差了，在也不买 # product -
服物态度差，不来了 # staff -
快递丢件没人赔，不会下单了 # delivery,refund -
`
