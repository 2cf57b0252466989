// The code by which a person opens the own health book at home: made at the desk, shown once, printed large.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { date, fullName, moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { MistakeBox } from '../../shared/summary';
import type { Person } from '../../shared/types';
import { unitPath } from '../place';
import { printSlip } from '../slip';

const w = words({
	title: ['Mã mở sổ của {name}', 'Code of the health book of {name}'],
	lead: ['Chỉ đưa cho chính người này, hoặc cha mẹ, người giám hộ, sau khi xem giấy tờ: mã cho xem và sửa toàn bộ sổ.', 'Give it only to the person, a parent or guardian, and after you saw the papers: it opens the whole book.'],
	make: ['Tạo mã', 'Make the code'],
	how: ['Mở trang Tiêm Chủng trên điện thoại, chọn “Sổ sức khỏe điện tử”, bấm “Tôi có mã 8 chữ và số”, nhập số điện thoại đã ghi trong hồ sơ và mã này. Nếu đã đăng nhập: chọn “Nhập mã từ điểm tiêm hoặc từ người nhà”.',
		'Open the health book on a phone, press “I have a code of 8 letters and digits”, enter the phone number of the record and this code. When logged in: “Type a code from a site or from your family”.'],
	until: ['Dùng một lần, đến {at}.', 'Good once, until {at}.'],
	once: ['Mã chỉ hiện một lần: đóng hộp này là không xem lại được. Mã cũ chưa dùng không còn hiệu lực.', 'It is shown once: close this and it cannot be seen again. An older code that was not used is no longer good.'],
	print: ['In phiếu', 'Print'],
	code: ['Mã mở sổ', 'Code'],
});
interface Made { code: string; expires_at: string }

const inGroups = (code: string) => code.replace(/^(.{4})(.{4})$/, '$1 $2');

function Slip({ person: p, made }: { person: Person; made: Made }) {
	return (
		<div class="slip">
			<p class="slip__who">{fullName(p.name)} · {date(p.birth_date, p.birth_precision)}</p>
			<p class="slip__name">{w('code')}</p>
			<p class="slip__code" aria-label={[...made.code].join(' ')}>{inGroups(made.code)}</p>
			<p>{w('how')}</p>
			<p><strong>{w('until', { at: moment(made.expires_at) })}</strong></p>
		</div>
	);
}

export function CodeDialog({ person, onClose }: { person: Person; onClose: () => void }) {
	const [made, setMade] = useState<Made | null>(null);
	const action = useAction();
	const make = () => void action.run(async () => setMade(await post<Made>(unitPath('persons', person.id, 'desk-code'))));
	useEffect(() => { if (made) document.getElementById('print-code')?.focus(); }, [made]);
	return (
		<Dialog title={w('title', { name: fullName(person.name) })} onClose={onClose}>
			<MistakeBox mistake={action.mistake} />
			{!made && <><Notice kind="warning">{w('lead')}</Notice><div class="buttons"><Button data-first busy={action.busy} onClick={make}>{w('make')}</Button></div></>}
			{made && (
				<>
					<div role="status"><Slip person={person} made={made} /></div>
					<p class="soft">{w('once')}</p>
					<div class="buttons"><Button id="print-code" onClick={printSlip}>{w('print')}</Button></div>
				</>
			)}
		</Dialog>
	);
}
