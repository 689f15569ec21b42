/** Refusals, in English; a line that begins with = names the reason. One note a line; a line that begins with @ says topics and tone of those below, ` # ` those of one note. */
export const enReasons = `
= price
@ price 0
too expensive for us
out of budget this year
wants a bigger discount
she can get it cheaper online
can't afford it right now, money is tight
price went up again, not renewing
shipping costs more than the item # price,delivery 0
it's not that I don't like it, it's just too pricey
loves it but cannot justify the cost # price,product 0
monthly fee too high
not worth the money
ridiculous price, total rip off # price -
will only buy at half price
expencive, maybe with a coupon
quote came in 20% above the competition
= no_need
@ product 0
no need at the moment
doesn't use this kind of thing
already has one and it works fine
we still have plenty in stock
not interested
not intrested thanks
kids have grown up, no longer needed
does not own a car
current plan is more than enough # network 0
price is fine, just have no use for it # product,price 0
retired, no use for it any more
just bought one last month
no plans to buy anything like that
I never drink wine
nothing we could use it for
= has_other
@ product 0
happy with current supplier
already with another provider # network 0
signed a two year contract with a competitor
buys from a friend of hers
uses a different brand, won't switch
locked in with another company until next summer
bought it elsewhere last week
head office has a framework agreement with someone else
his brother in law sells the same thing
prefers the shop round the corner # shop 0
we went with another vendor
not about price, we simply have a supplier already
has a membership at another gym # shop 0
switching is too much hassle, our vendor knows us
alredy have a suplier
= bad_experience
@ service -
last time the service was awful, never again
the one I bought broke after a week, not buying again # product -
still waiting for my refund from last year, so no # refund -
was treated rudely in your store, won't come back # staff,shop -
you overcharged me before # billing -
delivery took six weeks last time, no thanks # delivery -
had a terrible experience with support
got burned once, not doing that again
the quality was poor, returned it, done with you # product,refund -
internet kept dropping, that's why I left # network -
nobody answered my complaint, why would I renew
it's not the price, it's how you treated me
allergic reaction from your cream, no more # product -
the installer damaged my floor, never using you again # staff,service -
terible service in the past
= later
@ - 0
call back next week
in a meeting, try again this afternoon
driving now, can't talk
busy, maybe next month
wants to think it over
needs time to compare, will decide by Friday
after the holidays
travelling, back in two weeks
wait until the contract ends in June
not now, ask me again in spring
just moved house, too much going on
no time to visit the shop # shop 0
it's not a no, just not right now
will look at it next quarter
bussy at work call tomorow
= privacy
@ contact -
do not call again
take me off your list # contact 0
how did you get my number
stop texting me
unsubscribe # contact 0
I never agreed to be called
delete my data please # contact,account 0
reported as spam
will complain if we call once more
doesn't accept sales calls # contact 0
does not want to give his date of birth # account 0
not comfortable sharing personal details # account 0
calls every day, this is harassment
wants to be on the do not call list # contact 0
dont call me anymore
= not_decision_maker
@ - 0
has to ask her husband
not my decision, talk to purchasing
the boss decides and he is away
only the assistant, cannot say
needs approval from head office
wife handles the money
I no longer work in that department
landlord has to agree # network 0
the board must sign off
my parents pay for it
must be discussed with the family first
I like it but my partner says no
she's not authorised to change the account # account 0
spoke to the babysitter, owner not in
finance has the last word
= unsuited
@ product 0
wrong size, nothing in XL
does not work with our system
too complicated for my mother
doesn't suit my skin
colour is not what she wants
not available in our area # network 0
you don't deliver to the island # delivery 0
missing the features we need
too big for the kitchen
nearest store is two hours away # shop 0
diabetic, can't eat it
the course times don't fit # service 0
not compatible with iphone
needs an on-premise version
price ok but not the model he wants # product,price 0
= trust
@ - -
thinks it is a scam
sounds too good to be true
never heard of this brand # product 0
doesn't trust online payments # billing 0
bad reviews everywhere # product -
wants to see proof first # - 0
worried the company will go bust # - 0
are you really from the company
afraid of hidden fees # billing -
won't give a card number over the phone # account 0
says it's fake # product -
it's not the money, I just don't trust you
does not believe the promised returns
heard of people being cheated
fraud, hung up
= other
@ - 0
wrong number
hung up at once # - -
no reason given
just said no
moved abroad
customer has passed away
company closed down
does not speak English
cannot hear well, gave up
line went dead
in hospital, not a good moment to talk
number belongs to somebody else now
voicemail only
refused without saying why
said no and left # shop 0
`
