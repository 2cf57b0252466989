// What is better put right before a day is confirmed, each with the way there.
import type { ComponentChildren } from 'preact';
import { number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import type { Session, Vial } from '../../shared/types';
import { may } from '../account';
import { unitPath } from '../place';
import { useLoaded, type Items } from '../stock/store';
import type { Reconciled } from './types';
import { reportLink, storeLink } from './where';

const w = words({
	title: ['Cần xem trước khi xác nhận', 'To be looked at before confirming'],
	still: ['Còn việc chưa xong', 'Still to be done'],
	vials: ['{n} lọ mở trong ngày chưa kết thúc: chưa xác nhận được.', 'Vials opened on this day and not finished: {n}. The day cannot be confirmed yet.'],
	toVials: ['Kết thúc các lọ', 'Finish the vials'],
	session: ['Buổi tiêm “{name}” chưa kết thúc: số liệu còn có thể tăng.', 'The session “{name}” is not closed: the figures may still grow.'],
	toSession: ['Mở buổi tiêm', 'Open the session'],
	open: ['{n} lô kiểm kê lệch chưa giải trình.', 'Lots with a difference that nobody explained: {n}.'],
	unbacked: ['{n} lô có liều đã tiêm mà kho chưa có phiếu nhập.', 'Lots with doses given for which the store has no receipt: {n}.'],
	before: ['{n} lô có số dư cuối ngày dưới 0: phiếu nhập ghi sau ngày tiêm.', 'Lots that end the day below zero, their receipt dated after the injections: {n}.'],
	toReconcile: ['Xem đối chiếu', 'See the reconciliation'],
	good: ['Không còn lọ đang mở, buổi tiêm chưa kết thúc hay chênh lệch chưa giải trình.', 'No vial is open, no session is open, no difference is unexplained.'],
	unknown: ['Chưa xem được lọ đang mở, buổi tiêm và chênh lệch: {text}', 'Open vials, sessions and differences could not be looked at: {text}'],
});

export function useWarnings(on: string) {
	const vials = useLoaded<Items<Vial>>(unitPath('vials') + `?state=all&on=${on}`);
	const sessions = useLoaded<Items<Session>>(unitPath('sessions') + `?from=${on}&to=${on}`);
	const lots = useLoaded<Items<Reconciled>>(unitPath('reconciliation') + `?on=${on}`);
	const all = [vials, sessions, lots];
	return {
		known: all.every(({ value }) => value), mistake: all.map(({ mistake }) => mistake).find(Boolean) ?? null,
		vials: (vials.value?.items ?? []).filter((v) => !v.closed_at).length,
		sessions: (sessions.value?.items ?? []).filter((s) => s.state === 'open' && s.on_date === on),
		lots: lots.value?.items ?? [],
		reload: () => Promise.all(all.map(({ reload }) => reload())),
	};
}

function Item({ href, to, children }: { href: string | null; to: string; children: ComponentChildren }) {
	return <li><span>{children}</span> {href && <a class="warnings__way" href={href}>{to}</a>}</li>;
}

export function Warnings({ on, settled, found }: { on: string; settled: boolean; found: ReturnType<typeof useWarnings> }) {
	const of = (finding: Reconciled['finding']) => found.lots.filter((l) => l.finding === finding).length;
	const differences = (['open', 'unbacked', 'before_receipt'] as const).map((finding) => ({ key: finding === 'before_receipt' ? 'before' as const : finding, n: of(finding) })).filter(({ n }) => n);
	if (found.mistake)
		return <Notice kind="warning">{w('unknown', { text: found.mistake })}</Notice>;
	if (!found.known)
		return null;
	const sessions = settled ? [] : found.sessions; // they may go on; what they add shows
	if (!found.vials && !sessions.length && !differences.length)
		return settled ? null : <Notice kind="good">{w('good')}</Notice>;
	return (
		<Notice kind="warning">
			<p><strong>{w(settled ? 'still' : 'title')}</strong></p>
			<ul class="warnings">
				{found.vials > 0 && <Item href={storeLink('vials')} to={w('toVials')}>{w('vials', { n: number(found.vials) })}</Item>}
				{sessions.map((s) => <Item key={s.id} href={may('session_write') ? link(s.id, 'session') : null} to={w('toSession')}>{w('session', { name: s.campaign_name })}</Item>)}
				{differences.map(({ key, n }) => <Item key={key} href={reportLink('reconcile', on)} to={w('toReconcile')}>{w(key, { n: number(n) })}</Item>)}
			</ul>
		</Notice>
	);
}
