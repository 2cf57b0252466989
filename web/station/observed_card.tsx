import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { ApiError, post } from '../shared/api';
import { Button } from '../shared/button';
import { age, countdown, date, fullName, time } from '../shared/format';
import { words } from '../shared/lang';
import { MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import type { BoardItem } from '../shared/types';
import { mayUndo } from './account';
import { msLeft, now, productName, refreshBoard } from './board';
import { ReactionDialog } from './reaction_dialog';
import { ReasonDialog } from './reason_dialog';
import { unitPath } from './place';

const w = words({
	years: ['{n} tuổi', 'age {n}'],
	left: ['còn lại', 'left'],
	due: ['Hết giờ', 'Time is up'],
	until: ['đến {time}', 'until {time}'],
	dose: ['Mũi {n} · {product} · lô {lot} · tiêm lúc {time}', 'Dose {n} · {product} · lot {lot} · at {time}'],
	reaction: ['Ghi phản ứng', 'Record a reaction'],
	release: ['Cho về', 'Release'],
	early: ['Cho về sớm', 'Release early'],
	earlyTitle: ['Cho về trước giờ', 'Release before the time is up'],
	earlyLead: ['{name} còn {left} phút theo dõi. Cần ghi lý do.', '{name} has {left} minutes of observation left. A reason is needed.'],
	released: ['{name} đã xong. Giấy xác nhận đang được cấp.', '{name} is finished. The confirmation is being made.'],
	undo: ['Hoàn tác mũi tiêm', 'Take the injection back'],
	undoLead: ['Chỉ dùng khi thực tế chưa tiêm hoặc ghi nhầm người. Mũi tiêm bị thu hồi và liều trả về lô.',
		'Only where no injection was given, or to the wrong person’s record. The dose is withdrawn and goes back to the lot.'],
	undone: ['Đã hoàn tác mũi tiêm của {name}', 'The injection of {name} is taken back'],
	notGiven: ['Ghi nhầm người', 'Recorded for the wrong person'],
	notDone: ['Thực tế chưa tiêm', 'Not injected in fact'],
	toHospital: ['Chuyển cấp cứu', 'Taken to hospital'],
	leftAlone: ['Tự ý ra về', 'Left without waiting'],
});

function Clock({ item }: { item: BoardItem }) {
	const left = msLeft(item);
	const start = Date.parse(item.injected_at ?? '') || now.value;
	const whole = Math.max(1, Date.parse(item.observe_until_at ?? '') - start);
	const part = Math.min(1, Math.max(0, left / whole));
	const round = 2 * Math.PI * 44;
	return (
		<div class="clock">
			<svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
				<circle class="clock__ring" cx="50" cy="50" r="44" />
				{part > 0 && <circle class="clock__part" cx="50" cy="50" r="44" stroke-dasharray={`${round * part} ${round}`} />}
			</svg>
			<p class="clock__text">{left > 0 ? <><strong>{countdown(left)}</strong><span>{w('left')}</span></> : <strong class="clock__due">{w('due')}</strong>}</p>
		</div>
	);
}

export function ObservedCard({ item }: { item: BoardItem }) {
	const [asked, ask] = useState<'reaction' | 'early' | 'undo' | null>(null);
	const action = useAction();
	const left = msLeft(item);
	const name = fullName(item.name);
	const change = (step: string, body: object, said: string) => action.run(async () => {
		try {
			await post(unitPath('visits', item.visit_id!, step), { version: item.version, ...body });
			tell(said);
		} catch (e) {
			if (e instanceof ApiError && e.field === 'why' && step === 'release' && !asked)
				return ask('early'); // the server's clock says that it is too early
			throw e;
		} finally {
			await refreshBoard();
		}
	});
	const open = (what: typeof asked) => { action.clear(); ask(what); };
	return (
		<li class={`observed ${left <= 0 ? 'observed--due' : ''}`}>
			<Clock item={item} />
			<div class="observed__who">
				<h3 class="observed__name">{name}</h3>
				<p>{date(item.birth_date, item.birth_precision)} · {w('years', { n: age(item.birth_date, item.birth_precision) })} {item.observe_until_at && <>· {w('until', { time: time(item.observe_until_at) })}</>}</p>
				<p class="soft">{w('dose', { n: item.dose_number ?? 1, product: productName(item.product_code), lot: item.lot_number ?? '–', time: item.injected_at ? time(item.injected_at) : '–' })}</p>
				{!asked && <MistakeBox mistake={action.mistake} />}
				<div class="observed__buttons">
					{left > 0
						? <Button kind="second" onClick={() => open('early')}>{w('early')}</Button>
						: <Button busy={action.busy} onClick={() => void change('release', {}, w('released', { name }))}>{w('release')}</Button>}
					<Button kind="second" onClick={() => open('reaction')}>{w('reaction')}</Button>
					{mayUndo('observing') && <Button kind="quiet" onClick={() => open('undo')}>{w('undo')}</Button>}
				</div>
			</div>
			{asked === 'reaction' && <ReactionDialog visitId={item.visit_id!} name={name} onClose={() => ask(null)} />}
			{asked === 'early' && (
				<ReasonDialog title={w('earlyTitle')} lead={w('earlyLead', { name, left: Math.max(1, Math.ceil(left / 60_000)) })} button={w('early')}
					common={[w('toHospital'), w('leftAlone')]} action={action} onClose={() => ask(null)}
					onGive={(why) => change('release', { why }, w('released', { name }))} />
			)}
			{asked === 'undo' && (
				<ReasonDialog title={w('undo')} lead={w('undoLead')} button={w('undo')} danger common={[w('notGiven'), w('notDone')]} action={action}
					onClose={() => ask(null)} onGive={(why) => change('undo', { why }, w('undone', { name }))} />
			)}
		</li>
	);
}
