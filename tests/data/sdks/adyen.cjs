// Adyen's Node library as a merchant of our simulator. Reads what `signoff simulate` printed, opens an account of its own, and
// ends with the documents that `signoff verify` is to find valid.
const assert = require("node:assert/strict");
const http = require("node:http");
const https = require("node:https");
const { Client, CheckoutAPI, hmacValidator } = require("@adyen/api-library");

// The library speaks https only; the simulator is on this machine and does without.
https.request = (options) => http.request({ ...options, agent: http.globalAgent });

async function post(url, body) {
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  assert.ok(answer.ok, `${url}: ${answer.status}`);
  return answer.json();
}

/** The library's services, sent to another host than Adyen's. */
function services(apiKey, address) {
  const checkout = new CheckoutAPI(new Client({ apiKey, environment: "TEST" }));
  const moved = (service) => Object.assign(service, { baseUrl: `${address}/v71` });
  return { payments: moved(checkout.PaymentsApi), modifications: moved(checkout.ModificationsApi) };
}

/** The error that a call ends in. */
async function refused(call) {
  return call.then(() => assert.fail("it was accepted"), (error) => error);
}

async function main() {
  const { address, control } = JSON.parse(process.argv[2]);
  const { tenant, credentials, customers } = await post(`${control}/tenants`, {});
  const outbox = () => post(`${control}/tenants/${tenant}/directions/notifications`, {});
  const { payments, modifications } = services(credentials.api_key, address);

  const merchantAccount = credentials.merchant_account;
  const amount = { currency: "EUR", value: 10000 };
  const methods = await payments.paymentMethods({ merchantAccount, countryCode: "DE", amount });
  assert.ok(methods.paymentMethods.some((method) => method.type === "amazonpay"));

  const payment = {
    merchantAccount, amount, reference: "sdk-node-1", returnUrl: "https://shop.example/return",
    paymentMethod: { type: "amazonpay", amazonPayToken: customers.authorised },
  };
  const key = { idempotencyKey: "3f0d2b1e-6d3c-4a5e-9a43-0c1f3f1b7a10" };
  const paid = await payments.payments(payment, key);
  assert.equal(paid.resultCode, "Authorised");
  assert.equal((await payments.payments(payment, key)).pspReference, paid.pspReference);
  const declined = await payments.payments({
    ...payment, reference: "sdk-node-2", paymentMethod: { type: "amazonpay", amazonPayToken: customers.refused },
  });
  assert.equal(declined.resultCode, "Refused");

  await modifications.captureAuthorisedPayment(paid.pspReference, { merchantAccount, amount, reference: "sdk-node-capture" });
  const refund = (value) => modifications.refundCapturedPayment(paid.pspReference, {
    merchantAccount, amount: { currency: "EUR", value }, reference: `sdk-node-refund-${value}`,
  });
  const part = await refund(4000);
  assert.deepEqual([part.status, part.paymentPspReference], ["received", paid.pspReference]);
  const beyond = await refund(6001);

  assert.equal((await refused(services("wrong", address).payments.payments(payment))).statusCode, 401);
  assert.equal((await refused(payments.payments({ ...payment, returnUrl: undefined }))).statusCode, 422);

  // Their library finds our signatures valid, and one of a changed item not.
  const validator = new hmacValidator();
  const items = (await outbox()).flatMap((told) => told.body.notificationItems ?? []).map((one) => one.NotificationRequestItem);
  const successOf = (reference) => items.find((item) => item.pspReference === reference)?.success;
  assert.deepEqual([successOf(part.pspReference), successOf(beyond.pspReference)], ["true", "false"]);
  for (const item of items) {
    assert.ok(validator.validateHMAC(item, credentials.hmac_key), JSON.stringify(item));
    assert.ok(!validator.validateHMAC({ ...item, merchantReference: "other" }, credentials.hmac_key));
  }

  // And ours theirs.
  const item = {
    pspReference: "7914073381342284", originalReference: "", merchantAccountCode: merchantAccount, merchantReference: "a:b\\c/d é",
    amount: { value: 1130, currency: "EUR" }, eventCode: "AUTHORISATION", success: "true", additionalData: {},
  };
  item.additionalData.hmacSignature = validator.calculateHmac(item, credentials.hmac_key);
  console.log(JSON.stringify({ hmac_key_hex: credentials.hmac_key, item }));
}

main().catch((error) => { console.error(error); process.exitCode = 1; });
