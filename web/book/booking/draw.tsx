// Was the draw right? Anybody may ask, also without logging in: this page fetches what is published and does the draw again.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, errorText, loginNeeded, poll } from '../../shared/api';
import { Button } from '../../shared/button';
import { moment, number } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { link } from '../../shared/route';
import { known } from '../account';
import { Card, Screen, Shown } from '../parts';
import { useSeen } from '../seen';
import { canHash, checkDraw, isRight, keepPromise, type Verdict } from './fair';
import { Mine, Order } from './draw_order';
import { ByHand } from './draw_by_hand';
import { OpeningFacts } from './openings';
import { openingAddress } from './where';
import type { Opening, Ticket } from './types';

const w = words({
	title: ['Kiểm tra bốc thăm', 'Check the draw'],
	before: ['Trước giờ bốc thăm', 'Before the draw'],
	beforeText: ['Một dãy số bí mật đã được chọn và niêm phong trước khi có người lấy số. Đến giờ, dãy số được mở ra; thứ tự của mọi người tính từ dãy số đó, nên không ai sắp xếp được.',
		'A secret number was chosen and sealed before anybody took a ticket. At the draw it is opened, and the order of all follows from it, so nobody can arrange it.'],
	sealed: ['Mã niêm phong', 'The seal'],
	sealKept: ['Máy này đã ghi lại mã niêm phong. Sau giờ bốc thăm, hãy mở lại trang này: máy sẽ tự so và tính lại.',
		'This phone has written the seal down. Open this page again after the draw: it compares and computes by itself.'],
	drawing: ['Đang bốc thăm. Trang này tự kiểm tra khi xong.', 'The draw is under way. This page checks it when it is done.'],
	none: ['Đợt này không có bốc thăm: không ai lấy số trước giờ bốc thăm.', 'There was no draw here: nobody took a ticket before it.'],
	invited: ['Đợt này chỉ dành cho người được mời nên không có bốc thăm.', 'This opening is for people who are invited; there is no draw.'],
	counting: ['Đang tính lại trên máy này: {n} số…', 'Computing on this phone: {n} tickets…'],
	right: ['Kết quả bốc thăm đúng', 'The draw is right'],
	rightText: ['Máy này vừa tự tính lại cả {n} số, không dựa vào lời của điểm tiêm.', 'This phone has just computed all {n} tickets by itself, without trusting the site.'],
	wrong: ['Kết quả bốc thăm không đúng', 'The draw is not right'],
	wrongText: ['Hãy chụp lại màn hình này và báo trạm y tế hoặc đường dây nóng. Dòng có dấu ✗ dưới đây là chỗ sai.',
		'Please take a picture of this screen and tell the health station or the hotline. The line marked ✗ is what is wrong.'],
	checks: ['Đã kiểm tra những gì', 'What was checked'],
	seal: ['Dãy số bí mật đã mở khớp với mã niêm phong', 'The number that was opened fits the seal'],
	sealWrong: ['Dãy số bí mật đã mở không khớp với mã niêm phong', 'The number that was opened does not fit the seal'],
	same: ['Mã niêm phong vẫn như lúc máy này ghi lại, {at}', 'The seal is the one that this phone wrote down at {at}'],
	sameWrong: ['Mã niêm phong đã khác với mã máy này ghi lại lúc {at}', 'The seal is another than the one that this phone wrote down at {at}'],
	keys: ['Mã bốc thăm của mọi số tính đúng từ dãy số đó', 'The key of every ticket follows from that number'],
	keysWrong: ['Mã bốc thăm tính sai ở {n} số', 'The key is wrong for {n} tickets'],
	order: ['Thứ tự đúng theo mã bốc thăm, không ai được chen lên', 'The order is that of the keys; nobody was moved up'],
	orderWrong: ['Thứ tự không theo mã bốc thăm ở {n} chỗ', 'The order does not follow the keys at {n} places'],
	isRight: ['Đúng:', 'Right:'], isWrong: ['Sai:', 'Wrong:'],
	cannot: ['Trình duyệt này không tính được mã SHA-256. Hãy mở trang bằng trình duyệt mới hơn, hoặc tự kiểm tra theo cách dưới đây.',
		'This browser cannot compute SHA-256. Use a newer one, or check by hand as told below.'],
	again: ['Thử lại', 'Try again'],
	room: ['Về phòng chờ', 'Back to the waiting room'],
	home: ['Về trang đầu', 'To the start'],
});

type What = 'seal' | 'same' | 'keys' | 'order';

function Check({ what, right, n = 0, at = '' }: { what: What; right: boolean; n?: number; at?: string }) {
	return (
		<li class={`fair__check ${right ? '' : 'fair__check--wrong'}`}>
			<span class="fair__sign" aria-hidden="true">{right ? '✓' : '✗'}</span>
			<span><span class="govuk-visually-hidden">{w(right ? 'isRight' : 'isWrong')} </span>{w(right ? what : `${what}Wrong`, { n: number(n), at })}</span>
		</li>
	);
}

function Result({ v }: { v: Verdict }) {
	const right = isRight(v);
	return (
		<>
			<Notice kind={right ? 'good' : 'stop'} live>
				<p class="say">{w(right ? 'right' : 'wrong')}</p>
				<p>{right ? w('rightText', { n: number(v.items.length) }) : w('wrongText')}</p>
			</Notice>
			<Card title={w('checks')}>
				<ul class="fair">
					<Check what="seal" right={v.sealRight} />
					{v.kept && <Check what="same" right={v.kept.same} at={moment(new Date(v.kept.at).toISOString())} />}
					<Check what="keys" right={!v.keysWrong} n={v.keysWrong} />
					<Check what="order" right={!v.orderWrong} n={v.orderWrong} />
				</ul>
			</Card>
		</>
	);
}

// Who has no ticket here, or is not logged in, checks all the same.
function useMine(address: string): Ticket | null {
	const [ticket, set] = useState<Ticket | null>(null);
	const inside = known.value && !loginNeeded.value;
	useEffect(() => {
		if (inside)
			poll<Ticket>(address).then(set, (e: unknown) => {
				if (!(e instanceof ApiError))
					throw e;
			});
	}, [address, inside]);
	return ticket;
}

function useVerdict(o: Opening) {
	const [verdict, set] = useState<Verdict | null>(null);
	const [counted, count] = useState(0);
	const [mistake, setMistake] = useState<string | null>(null);
	const last = useRef(0);
	const check = () => {
		const mine = ++last.current;
		const ifLast = <T,>(act: (x: T) => void) => (x: T) => { if (mine === last.current) act(x); };
		setMistake(null);
		void checkDraw(o, openingAddress(o.unit_id, o.id, 'draw'), ifLast(count)).then(ifLast(set), ifLast((e: unknown) => setMistake(errorText(e))));
	};
	useEffect(() => { if (canHash()) check(); }, [o.id, o.seed]);
	return { verdict, counted, mistake, check };
}

function After({ o }: { o: Opening }) {
	const { verdict, counted, mistake, check } = useVerdict(o);
	const ticket = useMine(openingAddress(o.unit_id, o.id, 'queue'));
	return (
		<>
			{!canHash() && <Notice kind="warning">{w('cannot')}</Notice>}
			{mistake && <Notice kind="warning"><p>{mistake}</p><Button kind="second" onClick={check}>{w('again')}</Button></Notice>}
			{canHash() && !verdict && !mistake && <p class="loading" role="status">{w('counting', { n: number(counted) })}</p>}
			{verdict && !verdict.items.length && <Notice>{w('none')}</Notice>}
			{verdict && verdict.items.length > 0 && (
				<>
					<Result v={verdict} />
					{ticket && <Mine ticket={ticket} items={verdict.items} />}
					<Order items={verdict.items} mine={ticket?.id ?? null} />
				</>
			)}
			<ByHand o={o} items={verdict?.items ?? []} mine={ticket?.id ?? null} />
		</>
	);
}

function Before({ o }: { o: Opening }) {
	useEffect(() => void keepPromise(o), [o.id]);
	return (
		<Card title={w('before')} kind="main">
			<p>{w('beforeText')}</p>
			<p class="soft gap">{w('sealed')}</p>
			<p class="hash">{o.commitment}</p>
			<p class="soft gap">{w('sealKept')}</p>
		</Card>
	);
}

function Content({ o }: { o: Opening }) {
	if (o.whom === 'invited')
		return <Notice>{w('invited')}</Notice>;
	if (!o.seed)
		return <Before o={o} />;
	return o.state === 'drawing' ? <p class="loading" role="status">{w('drawing')}</p> : <After o={o} />;
}

const isComing = (o: Opening): boolean => !o.seed || o.state === 'drawing';

export function Draw({ parts: [unit = '', opening = '', person] }: { parts: string[] }) {
	const found = useSeen<Opening>(openingAddress(unit, opening), isComing);
	const room = person ? ['person', person, 'opening', unit, opening] : null;
	return (
		<Screen title={w('title')} back={room}>
			<Shown of={found}>{(o) => <><Card title={o.site_name}><OpeningFacts o={o} /></Card><Content o={o} /></>}</Shown>
			<a class="govuk-button govuk-button--secondary" href={link(...(room ?? []))}>{w(room ? 'room' : 'home')}</a>
		</Screen>
	);
}
