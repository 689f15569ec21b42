import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSlug, useWorkspace } from '../api/hooks.ts'
import { rememberWorkspace } from '../api/session.ts'
import { callPeople } from '../i18n/index.ts'
import { DropCatcher } from './drop-catcher.tsx'
import { Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'

/** What stands around every page: the rail with the loop, the bar with where and who. */
export function Frame() {
  const { t } = useTranslation()
  const slug = useSlug()
  const { pathname } = useLocation()
  const noun = useWorkspace()?.personNoun
  useLayoutEffect(() => callPeople(noun ?? 'customer'), [noun])
  const content = useRef<HTMLElement>(null)
  useEffect(() => rememberWorkspace(slug), [slug])
  const before = useRef(pathname)
  useEffect(() => {
    // After a change of page, reading starts at the page and not at the link that led there.
    if (before.current !== pathname) content.current?.focus({ preventScroll: true })
    before.current = pathname
  }, [pathname])
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className="frame-right">
        <TopBar />
        <main id="content" ref={content} tabIndex={-1}>
          <Outlet key={slug} />
        </main>
      </div>
      <DropCatcher />
    </div>
  )
}
