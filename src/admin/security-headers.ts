import { secureHeaders } from 'hono/secure-headers'

/**
 * Headers of every page: nothing is loaded from elsewhere, no inline script or style, no frame around us.
 * The referrer stays within the site, not away altogether: without one a browser sends `Origin: null` with forms.
 */
export function securityHeaders(publicUrl: string) {
  return secureHeaders({
    overwrite: false,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    referrerPolicy: 'same-origin',
    strictTransportSecurity: new URL(publicUrl).protocol === 'https:' ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
  })
}
