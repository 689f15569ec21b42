/** Complaints, agreements and neutral notes, in English. One note a line; a line that begins with @ says topics and tone of those below, ` # ` those of one note. */
export const enNone = `
@ delivery -
parcel still not here after five days
box arrived crushed
you sent the wrong item
marked as delivered but nothing came
food was cold when it arrived
@ product -
the zip broke on day two
found a hair in the soup
screen flickers since I bought it
does not match the picture at all
smells of chemicals
@ service -
on hold for forty minutes
nobody has answered my emails
technician did not show up twice
the chatbot keeps sending me in circles
my case was closed without a solution
@ staff -
the man at the counter was rude # staff,shop -
assistant ignored me # staff,shop -
agent hung up on me # staff,service -
driver shouted at my neighbour # staff,delivery -
@ shop -
store was filthy
queue of an hour with one till open
closed although the site says open
@ network -
no signal in the house
internet drops every evening
speed is a tenth of what I pay for # network,price -
calls keep cutting out
@ billing -
charged twice for one order
a fee I never signed up for
invoice has the wrong name
subscription renewed without asking
@ refund -
refund has not arrived after a month
they refuse to take it back
only half the money came back
exchange lost in the post # refund,delivery -
@ account -
cannot log in
locked out of my account
verification code never arrives
app says my card does not exist
@ points -
my points have disappeared
voucher does not work at the till # points,shop -
reward was never sent # points,delivery -
@ price -
price dropped the day after I bought it
online it is cheaper than in your store # price,shop -
@ contact -
three texts in one day
I unsubscribed and still get mail
@ product +
ordered two on the spot
very happy with it, will buy again
great quality, the kids love it
agreed to a trial
wants more information, keen
@ service +
support fixed it in ten minutes
thanks for the quick help
@ staff +
shop assistant was lovely # staff,shop +
fitter was tidy and on time
@ delivery +
arrived the next day, well packed
@ price +
good deal, took three
@ points +
used my points for a pan, great
@ network +
fast and stable since the upgrade
@ refund +
money back the same day, impressed
@ - 0
will come in on Tuesday # shop 0
asked for a quote # price 0
wants the brochure by mail
asked about opening hours # shop 0
how do I change my address # account 0
confirmed the delivery address # delivery 0
where can I see my points # points 0
needs a copy of the invoice # billing 0
contact details updated # account 0
test drive booked for Saturday # product 0
asked how returns work # refund 0
followed up, all fine
agreed to renew # - +
yes please, sign me up # - +
`
