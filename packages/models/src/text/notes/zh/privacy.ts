/** Refused to be contacted, or for privacy, in Chinese. One note a line; a line that begins with @ says topics and tone of those below, ` # ` those of one note. */
export const zhPrivacy = `
@ contact -
不要再打电话了
别再打了，再打投诉
你们怎么有我号码的
谁给你们我的电话，泄露隐私
拉黑了，不要骚扰
要求删除个人信息 # contact,account 0
要求不再来电 # contact 0
请把我从名单里去掉 # contact 0
退订，不想收短信
天天发短信，烦死了
一天打三个，骚扰电话
说再打就报警
已经说过很多次别打了
我没同意你们打电话给我
撤回营销同意，不接受推销 # contact 0
不接受电话推销 # contact 0
不接推销电话，挂断
从哪里弄到我信息的，我要投诉
不愿提供身份证号 # account 0
不肯留手机号 # contact 0
不想填那么多个人资料 # account 0
要人脸识别就不办，怕泄露 # account 0
担心信息被卖，不注册 # account 0
不授权通讯录，拒绝 # account 0
你们监听我吗，怎么知道我在看房
我的资料你们不能用来做营销
已登记拒绝来电
请勿再联系
以后有事发邮件，别打电话 # contact 0
半夜发短信，有病吧
TD
回复T退订了怎么还发
微信也加，电话也打，烦不烦
再发就去工信部告你们
唔好再打嚟喇
你点解有我电话㗎，唔好再打
再打我就报警㗎喇
成日打嚟，好烦啊
甭再打了听见没
你咋有我号的，赶紧删了
老给我打啥电话，烦人
不是不需要，是不喜欢被电话打扰
不是产品问题，就是反感推销电话
要求删除号码并书面确认 # contact 0
客户情绪激动，要求立刻停止来电
客户反感外呼，要求加入黑名单
客户问信息来源，不满
不想被分析，关掉个性化推荐 # contact,account 0
推荐得太准了，感觉被监视
不想让公司知道我的消费记录 # account 0
别往我单位打电话
打到我老婆那里去了，什么意思
不要发到公司邮箱 # contact 0
请注销我的账号并删除资料 # account 0
骚扰电话，举报
推销的吧，别打了
不要在打电话来了
别在骚忧我
信息泄漏太严重了，谁都知道我电话
不需要推销，请停止 
`
