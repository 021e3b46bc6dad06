use e2e::journey;

#[test]
fn a_newcomer_signs_in() {
    journey("newcomer", async |page| {
        page.open("/").await?;
        page.sign_in("dana").await?;
        page.press("Orders").await?;
        page.see("Orders").await
    });
}
