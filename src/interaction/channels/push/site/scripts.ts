/**
 * Runs on the company's pages, so it is plain, small, and touches nothing of theirs but its own names. Reads from its
 * tag: data-key (write key), data-worker (the site's service worker file).
 */
export const siteScript = `(function () {
  'use strict'
  var tag = document.currentScript
  if (!tag || window.liangtiPush) return
  var base = new URL(tag.src).origin
  var key = tag.dataset.key || ''
  var worker = tag.dataset.worker || '/liangti-push-worker.js'
  var weekMs = 7 * 24 * 3600 * 1000
  var supported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  function kept(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name)
      if (value === null) localStorage.removeItem(name)
      else localStorage.setItem(name, value)
    } catch (error) { /* Private windows keep nothing. */ }
    return null
  }
  function visitor() {
    var user = window.analytics && typeof window.analytics.user === 'function' ? window.analytics.user() : null
    var anonymousId = user && typeof user.anonymousId === 'function' ? user.anonymousId() : kept('liangti_anonymous_id')
    if (!anonymousId) kept('liangti_anonymous_id', (anonymousId = crypto.randomUUID()))
    var userId = user && typeof user.id === 'function' ? user.id() : null
    return { anonymousId: String(anonymousId), userId: userId ? String(userId) : null }
  }
  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0) })
  }
  function same(buffer, wanted) {
    if (!buffer) return true
    var got = new Uint8Array(buffer)
    return got.length === wanted.length && wanted.every(function (byte, i) { return got[i] === byte })
  }
  async function registration() {
    await navigator.serviceWorker.register(worker)
    return navigator.serviceWorker.ready
  }
  async function subscription() {
    var answer = await fetch(base + '/v1/push/key?key=' + encodeURIComponent(key), { credentials: 'omit' })
    if (!answer.ok) throw new Error('Liangti push: the write key is unknown, or notifications are not set up there')
    var wanted = bytes((await answer.json()).publicKey)
    var manager = (await registration()).pushManager
    var found = await manager.getSubscription()
    if (found && !same(found.options && found.options.applicationServerKey, wanted)) {
      await found.unsubscribe()
      found = null
    }
    return found || manager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted })
  }
  async function tell(found, who) {
    var body = { writeKey: key, anonymousId: who.anonymousId, traits: { pushSubscription: found.toJSON() } }
    if (who.userId) body.userId = who.userId
    var answer = await fetch(base + '/v1/identify', {
      method: 'POST', credentials: 'omit', keepalive: true,
      headers: { 'content-type': 'application/json' }, body: JSON.stringify(body)
    })
    if (!answer.ok) throw new Error('Liangti push: the subscription was not taken (' + answer.status + ')')
    kept('liangti_push', JSON.stringify({ endpoint: found.endpoint, userId: who.userId, at: Date.now() }))
  }
  function whoOf(named) {
    var who = visitor()
    if (named && named.userId) who.userId = String(named.userId)
    if (named && named.anonymousId) who.anonymousId = String(named.anonymousId)
    return who
  }
  async function state() {
    if (!supported) return 'unsupported'
    if (Notification.permission === 'denied') return 'denied'
    if (Notification.permission !== 'granted') return 'off'
    var own = await navigator.serviceWorker.getRegistration(worker)
    return own && (await own.pushManager.getSubscription()) ? 'on' : 'off'
  }
  async function subscribe(named) {
    if (!supported) return 'unsupported'
    if ((await Notification.requestPermission()) !== 'granted') return state()
    await tell(await subscription(), whoOf(named))
    return 'on'
  }
  async function unsubscribe() {
    kept('liangti_push', null)
    var own = supported && (await navigator.serviceWorker.getRegistration(worker))
    var found = own && (await own.pushManager.getSubscription())
    if (!found) return 'off'
    var form = new URLSearchParams({ key: key, subscription: JSON.stringify(found) })
    await found.unsubscribe()
    await fetch(base + '/v1/push/forget', { method: 'POST', credentials: 'omit', keepalive: true, body: form })
    return 'off'
  }
  async function refresh(named) {
    if (!kept('liangti_push') || (await state()) === 'denied' || Notification.permission !== 'granted') return
    var who = whoOf(named)
    var told = JSON.parse(kept('liangti_push') || '{}')
    var found = await subscription()
    var isToldSo = told.endpoint === found.endpoint && (told.userId === who.userId || !who.userId)
    if (!isToldSo || !(Date.now() - told.at < weekMs)) await tell(found, who)
  }
  window.liangtiPush = { state: state, subscribe: subscribe, unsubscribe: unsubscribe, refresh: refresh }
  document.addEventListener('click', function (event) {
    var button = event.target instanceof Element && event.target.closest('[data-liangti-push]')
    if (button) subscribe().catch(function (error) { console.error(error) })
  })
  if (supported) refresh().catch(function (error) { console.error(error) })
})()
`

/** Shows what came, and opens where a touch leads. A push without words of ours is still shown: browsers insist. */
export const workerScript = `'use strict'
self.addEventListener('push', function (event) {
  var said = {}
  try { said = event.data ? event.data.json() : {} } catch (error) { said = { title: event.data.text() } }
  var actions = Array.isArray(said.actions) ? said.actions : []
  event.waitUntil(self.registration.showNotification(String(said.title || ''), {
    body: said.body, image: said.image, tag: said.tag,
    actions: actions.map(function (one, i) { return { action: String(i), title: one.title } }),
    data: { link: said.link, links: actions.map(function (one) { return one.link }) }
  }))
})
self.addEventListener('notificationclick', function (event) {
  event.notification.close()
  var data = event.notification.data || {}
  var link = event.action === '' ? data.link : (data.links || [])[Number(event.action)]
  if (link && /^https?:/.test(link)) event.waitUntil(self.clients.openWindow(link))
})
`

/** The page on which it is tried. */
export const tryScript = `(function () {
  'use strict'
  var push = window.liangtiPush
  var by = function (id) { return document.getElementById(id) }
  var words = by('push').dataset
  function show(state) {
    by('state').textContent = words[state]
    by('on').hidden = state !== 'off'
    by('off').hidden = state !== 'on'
    by('known').hidden = state !== 'off'
    by('mine').hidden = state !== 'on'
    if (state === 'on') navigator.serviceWorker.ready
      .then(function (own) { return own.pushManager.getSubscription() })
      .then(function (found) { by('address').value = JSON.stringify(found) })
  }
  function doing(work) {
    return function () {
      by('state').textContent = words.wait
      work().then(show, function (error) { by('state').textContent = words.failed + ' ' + error.message })
    }
  }
  by('on').addEventListener('click', doing(function () { return push.subscribe({ userId: by('user').value.trim() || undefined }) }))
  by('off').addEventListener('click', doing(push.unsubscribe))
  push.state().then(show)
})()
`
