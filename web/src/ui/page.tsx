import { type ReactNode, useEffect } from 'react'
import { Go } from './go.tsx'

/** A page: its title, one sentence saying what it answers, what can be done, and then the answer. */
export function Page({
  title,
  answers,
  actions,
  back,
  children,
}: {
  title: string
  answers?: ReactNode
  actions?: ReactNode
  back?: { to: string; label: string }
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · 量体 Liangti`
  }, [title])
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-words">
          {back ? (
            <p className="page-back">
              <Go to={back.to}>{back.label}</Go>
            </p>
          ) : null}
          <h1>{title}</h1>
          {answers ? <p className="page-answers">{answers}</p> : null}
        </div>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}

/** A titled part of a page. */
export function Part({
  title,
  note,
  actions,
  children,
  className = '',
}: {
  title: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={`part ${className}`} aria-label={title}>
      <div className="part-head">
        <h2>{title}</h2>
        {note ? <span className="part-note">{note}</span> : null}
        {actions ? <div className="part-actions">{actions}</div> : null}
      </div>
      {children}
    </section>
  )
}
