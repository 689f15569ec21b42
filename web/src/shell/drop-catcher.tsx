import { useLocation, useNavigate } from '@tanstack/react-router'
import { App } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useSlug } from '../api/hooks.ts'
import { forgetDropped, isTakerBusy, useDrop } from './dropped-file.ts'

/** Brings a file that was dropped on a page which takes none to the one that does, or says why not. */
export function DropCatcher() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const slug = useSlug()
  const mayImport = useMay('imports.run')
  const { over, waiting } = useDrop()
  const home = `/w/${slug}`
  const takesHere = pathname === home || pathname === `${home}/` || pathname === `${home}/data`
  useEffect(() => {
    if (waiting === null) return
    const refuse = (why: string) => {
      forgetDropped()
      void message.info(why)
    }
    if (!mayImport) return refuse(t('home.drop.notAllowed'))
    if (isTakerBusy()) return refuse(t('home.drop.busy'))
    if (!takesHere) void navigate({ to: home as string })
  }, [waiting, mayImport, takesHere, home, navigate, message, t])
  return over && mayImport ? (
    <div className="drop-veil" aria-hidden="true">
      <p>{t('home.drop.release')}</p>
    </div>
  ) : null
}
