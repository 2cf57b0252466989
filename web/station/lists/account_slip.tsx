// The first password of an account: shown once, printed large, given to the organisation by hand.
import { useEffect } from 'preact/hooks';
import { useAction } from '../../shared/action';
import { post } from '../../shared/api';
import { Button } from '../../shared/button';
import { Dialog } from '../../shared/dialog';
import { words } from '../../shared/lang';
import { MistakeBox } from '../../shared/summary';
import { unitPath } from '../place';
import { printSlip } from '../slip';
import type { OrganisationAccount } from './accounts';

const w = words({
	title: ['Mật khẩu lần đầu của {name}', 'First password of {name}'],
	login: ['Tên đăng nhập', 'Login name'],
	password: ['Mật khẩu lần đầu', 'First password'],
	how: ['Mở {address}, đăng nhập bằng tên và mật khẩu này; trang sẽ mời đặt mật khẩu của riêng đơn vị.', 'Open {address}, log in with this name and password; the page then asks for a password of your own.'],
	once: ['Mật khẩu chỉ hiện một lần: đóng hộp này là không xem lại được. Mời chép hoặc in ra rồi đưa tận tay người phụ trách của đơn vị.',
		'It is shown once: close this and it cannot be seen again. Please copy or print it, and hand it to the person in charge.'],
	print: ['In phiếu', 'Print'],
	reset: ['Cấp lại mật khẩu cho {name}?', 'A new password for {name}?'],
	resetLead: ['Mật khẩu cũ hết hiệu lực ngay và đơn vị bị đăng xuất. Chỉ cấp lại khi chính người phụ trách của đơn vị yêu cầu.',
		'The old password is no longer good and the organisation is logged out. Do so only when the person in charge asks for it.'],
	make: ['Cấp mật khẩu mới', 'Make a new password'],
	cancel: ['Quay lại', 'Back'],
});

export interface Made { full_name: string; login_name: string; password: string }

export function SlipDialog({ made, onClose }: { made: Made; onClose: () => void }) {
	useEffect(() => document.getElementById('print-slip')?.focus(), []);
	return (
		<Dialog title={w('title', { name: made.full_name })} onClose={onClose}>
			<div class="slip" role="status">
				<p class="slip__who">{made.full_name}</p>
				<p class="slip__name">{w('login')}</p>
				<p class="slip__code slip__code--small">{made.login_name}</p>
				<p class="slip__name">{w('password')}</p>
				<p class="slip__code slip__code--small">{made.password}</p>
				<p>{w('how', { address: `${location.origin}/station` })}</p>
			</div>
			<p class="soft">{w('once')}</p>
			<div class="buttons"><Button id="print-slip" onClick={printSlip}>{w('print')}</Button></div>
		</Dialog>
	);
}

export function ResetDialog({ of, onClose, onMade }: { of: OrganisationAccount; onClose: () => void; onMade: (made: Made) => Promise<void> }) {
	const action = useAction();
	const make = () => void action.run(async () => onMade(await post<Made>(unitPath('staff', of.id, 'reset-password'))));
	return (
		<Dialog title={w('reset', { name: of.full_name })} onClose={onClose}>
			<p class="login__lead">{w('resetLead')}</p>
			<MistakeBox mistake={action.mistake} />
			<div class="buttons">
				<Button data-first busy={action.busy} onClick={make}>{w('make')}</Button>
				<Button kind="quiet" onClick={onClose}>{w('cancel')}</Button>
			</div>
		</Dialog>
	);
}
