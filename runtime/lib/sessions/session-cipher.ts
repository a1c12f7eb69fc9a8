import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const IV = 12;
const TAG = 16;

/** Texts of fields as they lie in the store. */
export interface SessionCipher {
  /** @param place the session and the field: a text that was moved elsewhere cannot be opened */
  seal(text: string, place: string): string;
  /** @throws Error if it was not sealed with this key for this place */
  open(sealed: string, place: string): string;
}

/** Leaves texts as they are. */
export const NO_CIPHER: SessionCipher = { seal: (text) => text, open: (text) => text };

/** AES-256-GCM, as base64: arguments of scripts are texts. */
export function sessionCipher(key: Buffer): SessionCipher {
  return {
    seal: (text, place) => {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
    },
    open: (sealed, place) => {
      const data = Buffer.from(sealed, 'base64');
      if (data.length < IV + TAG) throw new Error('too short');
      const options = { authTagLength: TAG };
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV), options).setAAD(Buffer.from(place));
      decipher.setAuthTag(data.subarray(data.length - TAG));
      return decipher.update(data.subarray(IV, data.length - TAG), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

/** Where a text belongs: to one field of one session. */
export function placeOf(digest: string, name: string): string {
  return `${digest}\n${name}`;
}
