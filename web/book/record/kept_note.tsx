// Says that the code of a certificate is on this phone, once it is. Shown, it is also fetched.
import { words } from '../../shared/lang';
import { certificateQr } from '../prefetch';
import { useSeen } from '../seen';

const w = words({
	kept: ['Mã QR đã lưu trên máy này, mở được khi không có mạng.', 'The QR code is kept on this phone; it opens without a network.'],
});

export function KeptNote({ id, certificate }: { id: string; certificate: string }) {
	const { value } = useSeen<string>(certificateQr(id, certificate));
	return <p class="soft" role="status">{value && `✓ ${w('kept')}`}</p>;
}
