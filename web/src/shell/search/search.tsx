import { Button } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const Dialog = lazy(() => import('./dialog.tsx').then((module) => ({ default: module.SearchDialog })))
const isMac = navigator.platform.toLowerCase().includes('mac')

/** The field in the bar; ⌘K or Ctrl K opens it from anywhere, and so does a slash outside of a text where the page has no use for it. */
export function SearchButton() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const typing =
        event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable]')
      const combo = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
      if (!combo && (event.key !== '/' || typing)) return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <Button className="top-search" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="clip">{t('shell.searchOpen')}</span>
        <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </Button>
      {open ? (
        <Suspense>
          <Dialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
